// Which {references} may stand where, and whether what they name exists.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/core/template.h"
#include "harness/model/topology.h"
#include "harness/scenario/section.h"

namespace squall {

/// What the texts of one place may refer to besides services, variables, programs and the run.
struct ReferenceScope {
  const Service* node = nullptr;     ///< {node.…}: a node of this service.
  const Service* peer = nullptr;     ///< {peer.…}: another one.
  std::vector<std::string> dynamic;  ///< {key}, {value}, captures, …: whole names.
};

class References {
 public:
  /// `topology` has its services, variables and programs; it outlives this. Without `complete`,
  /// names that may stand in a part that could not be read are not reported.
  References(const Topology& topology, bool complete, Findings& findings)
      : topology_(topology), complete_(complete), findings_(findings) {}

  /// Whether every name is known.
  bool complete() const { return complete_; }

  /// Every template of the section.
  void check(const Section& section, const ReferenceScope& scope) const;
  void check(const TomlNode& text, const ReferenceScope& scope) const;

  /// What is wrong with the one reference, with a hint; two empty strings: nothing.
  std::pair<std::string, std::string> problem(std::string_view reference,
                                              const ReferenceScope& scope) const;

 private:
  const Topology& topology_;
  bool complete_;
  Findings& findings_;
};

/// Names that services cannot have, for they mean something in references and links.
bool is_reserved_name(std::string_view name);

}  // namespace squall

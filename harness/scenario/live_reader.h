// What a person asks for while a run goes on, read by the rules of the files.
#pragma once

#include <span>
#include <string>
#include <tl/expected.hpp>

#include "harness/core/diagnostic.h"
#include "harness/model/client_policy.h"
#include "harness/model/kind.h"
#include "harness/model/scenario.h"
#include "harness/scenario/document.h"
#include "harness/scenario/load.h"

namespace squall {

/// Diagnostics name the member that is wrong as their `file`: what the request's nodes have as
/// Position::file.
class LiveReader {
 public:
  /// `loaded` is what a session was loaded as; both must outlive this.
  LiveReader(const LoadedScenario& loaded, const KindTables& kinds)
      : loaded_(loaded), kinds_(kinds) {}

  /// The fault of a table like a [[phase.fault]] with its name, that goes in now: with `for` and
  /// without the other times. `in_force` are those that are in, or are being healed; together they
  /// keep to [safety] max_nodes_down.
  tl::expected<FaultSpec, Diagnostics> fault(TomlNode table,
                                             std::span<const FaultSpec* const> in_force) const;

  /// The session's own [client] with these keys changed; what an engine that runs cannot change is
  /// a mistake.
  tl::expected<ClientPolicy, Diagnostics> client(const TomlNode& changes) const;

  /// The same with what the [[client.variant]] of this name changes.
  tl::expected<ClientPolicy, Diagnostics> variant(const TomlNode& name) const;

  /// The names of the [[client.variant]]s.
  std::vector<std::string> variants() const;

 private:
  const LoadedScenario& loaded_;
  const KindTables& kinds_;
};

}  // namespace squall

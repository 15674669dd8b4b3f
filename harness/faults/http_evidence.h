// The proof that an HTTP toxic took effect: a whole answer that a request of our own got, beside
// the one that the server gives without the proxy.
#pragma once

#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "harness/faults/fault.h"
#include "harness/model/scenario.h"

namespace squall {

/// One request on a connection of its own, and what came back.
struct Asked {
  int status = 0;  ///< 0: no answer.
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;      ///< Its first 64 KiB.
  bool whole = false;    ///< The answer came to its end.
  Nanoseconds answer{};  ///< From the connect to the first byte.

  const std::string* header(std::string_view name) const;
};

/// Blocks until the answer has ended, the connection, or `patience`.
Asked ask(const std::string& host_port, std::string_view method, const std::string& target,
          Nanoseconds patience, const std::stop_token& stop);

/// Keeps the one that was answered sooner: a server that is slow now and then proves nothing.
void keep_quickest(std::optional<Asked>& kept, Asked asked);

/// nullopt: these two cannot show it, whatever the toxic does.
std::optional<FaultProof> compare_answers(const FaultSpec& spec, const Asked& direct,
                                          const Asked& seen);

}  // namespace squall

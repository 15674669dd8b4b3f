// What a session's events say of its phases, its faults and the rates of its loads.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "harness/model/event.h"
#include "harness/scenario/document.h"

namespace squall {

struct SessionRecord {
  /// Whole milliseconds from the first phase's start.
  using Offset = std::int64_t;

  struct Fault {
    std::string name;
    TomlNode table;  ///< Without name and times.
    Offset began = 0;
    std::optional<Offset> healed;  ///< When healing began; none: it was not healed.
  };
  struct Phase {
    std::string name, kind;
    Offset start = 0, end = 0;  ///< Never empty.
    std::vector<Fault> faults;  ///< That went in, in the order of their injection.
  };
  struct Change {
    Offset at = 0;
    double rate_per_s = 0;
  };
  struct ClientChange {
    Offset at = 0;
    TomlNode keys;  ///< Of [client], what is other than there.
  };

  std::vector<Phase> phases;
  std::map<std::string, std::vector<Change>> rates;  ///< By load.
  std::vector<ClientChange> client;
  std::vector<std::string> remarks;  ///< For people, by time.
  std::string started_at;
  std::optional<std::uint64_t> seed;
};

SessionRecord read_session(const std::vector<TimedEvent>& events);

}  // namespace squall

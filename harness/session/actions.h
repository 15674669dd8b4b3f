// What a person can ask of a session, and the answer.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <variant>

#include "harness/core/diagnostic.h"
#include "harness/model/scenario.h"
#include "harness/scenario/document.h"

namespace squall {

/// A [[phase.fault]] without times but `for`; `name` may be missing.
struct InjectFault {
  TomlNode table;
};
struct HealFault {
  std::string fault;
};
struct HealAll {};
/// At least one of both.
struct ChangeLoad {
  std::string load;
  std::optional<double> rate_per_s;
  std::optional<std::string> workload;
};
/// Keys of [client], or `variant` alone.
struct ChangeClient {
  TomlNode changes;
};
struct MakeNote {
  std::string text;
};
struct DeclarePhase {
  TomlNode name;
  std::optional<PhaseKind> kind;
};
struct FinishSession {};
struct AbortSession {};

using Action = std::variant<InjectFault, HealFault, HealAll, ChangeLoad, ChangeClient, MakeNote,
                            DeclarePhase, FinishSession, AbortSession>;

/// As an HTTP status and a JSON document.
struct ActionAnswer {
  unsigned status = 200;
  std::string body = "{}";
};

/// {"errors": [{"at", "what", "hint"}]}; `at` is the member of the request that is wrong, or empty.
ActionAnswer refusal(unsigned status, const Diagnostics& mistakes);
ActionAnswer refusal(unsigned status, std::string at, std::string what, std::string hint = {});

/// Somebody who asks; `reply` is called once, on any thread, and must not block.
struct AskedAction {
  Action action;
  std::string who;  ///< "page", "ctl"
  std::function<void(ActionAnswer)> reply;
};

}  // namespace squall

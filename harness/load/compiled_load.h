// A load, compiled: everything that does not change from one iteration to the next.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/http/expect.h"
#include "harness/load/captures.h"
#include "harness/load/engine.h"
#include "harness/load/flow.h"
#include "harness/load/keys.h"
#include "harness/load/request.h"

namespace squall {

struct CompiledStep {
  std::string name;
  RequestTemplate request;
  std::size_t address = 0;  ///< Index into the engine's addresses.
  bool write = false;
  bool idempotent = true;
  bool head = false;  ///< The HEAD method.
  bool needs_body = false;
  CompiledExpect expect;
  std::optional<CompiledExpect> rejected;
  std::vector<CompiledCapture> captures;
  LedgerUse ledger = LedgerUse::kNone;
  std::optional<JsonPath> ledger_value;
  std::optional<CompiledExpect> absent;
  Nanoseconds think{};
  Nanoseconds deadline{};
  Nanoseconds attempt_timeout{};
  bool own_deadline = false, own_attempt_timeout = false;  ///< Not those of the client policy.
};

/// Some of a load's steps: [begin, end).
struct StepRange {
  std::size_t begin = 0, end = 0;

  bool empty() const { return begin == end; }
};

struct CompiledLoad {
  Load spec;
  /// Those of the iterations first, as the workload numbers them; then set-up and tear-down.
  std::vector<CompiledStep> steps;
  StepRange iteration, load_setup, user_setup, user_teardown, load_teardown;
  Flow flow;  ///< Of the iterations.
  Workload::Cookies cookies = Workload::Cookies::kNone;
  std::vector<std::string> captures;  ///< Names, each once.
  /// Places of the captures that an iteration begins without; none where no step could see an old
  /// value.
  std::vector<std::size_t> cleared_captures;
  std::optional<Keys> keys;
  std::uint32_t users = 1;  ///< Slots: see engine.h.
};

/// Compiles load number `index` of `setup`. Addresses that are new are added to `addresses`.
Result<CompiledLoad> compile_load(const LoadSetup& setup, std::size_t index,
                                  std::vector<Address>& addresses);

}  // namespace squall

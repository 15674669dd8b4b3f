// A load, compiled: everything that does not change from one iteration to the next.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "harness/http/expect.h"
#include "harness/load/engine.h"
#include "harness/load/keys.h"
#include "harness/load/request.h"

namespace squall {

/// Takes a value out of an answer.
class CompiledCapture {
 public:
  static constexpr std::size_t kMaxBytes = std::size_t{16} << 10;

  static Result<CompiledCapture> compile(const Capture& capture);

  /// Puts the value into `out`; the reason if there is none that can be used (it is missing, longer
  /// than kMaxBytes, or holds control characters, which no request could carry on).
  std::optional<std::string> take(Answer& answer, std::string& out) const;

  const std::string& name() const { return name_; }
  bool secret() const { return secret_; }
  bool needs_body() const { return !std::holds_alternative<std::string>(where_); }

 private:
  std::string name_;
  std::variant<std::string, JsonPath, Regex> where_;  ///< A header's name, or a place in the body.
  bool secret_ = false;
};

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
  std::size_t first_capture = 0;  ///< Place of captures[0] among the workload's.
  LedgerUse ledger = LedgerUse::kNone;
  std::optional<JsonPath> ledger_value;
  Nanoseconds think{};
  Nanoseconds deadline{};
  Nanoseconds attempt_timeout{};
};

struct CompiledLoad {
  Load spec;
  std::vector<CompiledStep> steps;
  std::vector<std::string> captures;  ///< Names, of all steps.
  std::optional<Keys> keys;
  std::uint32_t users = 1;  ///< Slots: see engine.h.
};

/// Compiles load number `index` of `setup`. Addresses that are new are added to `addresses`.
Result<CompiledLoad> compile_load(const LoadSetup& setup, std::size_t index,
                                  std::vector<Address>& addresses);

}  // namespace squall

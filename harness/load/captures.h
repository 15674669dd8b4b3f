// Values taken out of answers, for later requests.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "harness/core/json_path.h"
#include "harness/core/regex.h"
#include "harness/http/answer.h"
#include "harness/model/workload.h"

namespace squall {

/// Takes a value out of an answer.
class CompiledCapture {
 public:
  static constexpr std::size_t kMaxBytes = std::size_t{16} << 10;

  /// `slot` is the value's place among the load's captures.
  static Result<CompiledCapture> compile(const Capture& capture, std::size_t slot);

  /// Puts the value into `out`; the reason if there is none that can be used (it is missing, longer
  /// than kMaxBytes, or holds control characters, which no request could carry on). An optional one
  /// that is missing leaves `out` as it is if it is kept, else empty.
  std::optional<std::string> take(Answer& answer, std::string& out) const;

  const std::string& name() const { return name_; }
  bool secret() const { return secret_; }
  bool needs_body() const {
    return std::holds_alternative<JsonPath>(where_) || std::holds_alternative<Regex>(where_);
  }
  std::size_t slot() const { return slot_; }

 private:
  struct HeaderName {
    std::string name;
  };
  struct CookieName {
    std::string name;
  };

  /// The value where it stands, or nothing; `scratch` may hold it. What is missing, for a person.
  std::optional<std::string_view> find(Answer& answer, std::string& scratch) const;
  std::string place() const;

  std::string name_;
  std::variant<HeaderName, CookieName, JsonPath, Regex> where_;
  std::size_t slot_ = 0;
  bool secret_ = false;
  bool optional_ = false;
  bool keep_ = false;
};

}  // namespace squall

#include "harness/model/attempt.h"

#include <array>

namespace squall {
namespace {

constexpr std::array<std::string_view, kErrorClasses> kErrorNames{"none",
                                                                  "connect_refused",
                                                                  "connect_timeout",
                                                                  "dns",
                                                                  "tls",
                                                                  "reset",
                                                                  "short_read",
                                                                  "attempt_timeout",
                                                                  "deadline_exceeded",
                                                                  "http_4xx",
                                                                  "http_5xx",
                                                                  "unexpected_body",
                                                                  "circuit_open",
                                                                  "protocol",
                                                                  "unexpected_status",
                                                                  "earlier_step",
                                                                  "generator",
                                                                  "first_byte_timeout",
                                                                  "abandoned",
                                                                  "cut_off"};
constexpr std::array<std::string_view, 4> kOutcomeNames{"ok", "failed", "indeterminate", "dropped"};
constexpr std::array<std::string_view, 3> kPurposeNames{"load", "read_back", "setup"};

}  // namespace

std::string_view name(Outcome outcome) {
  return kOutcomeNames.at(static_cast<std::size_t>(outcome));
}

std::string_view name(Purpose purpose) {
  return kPurposeNames.at(static_cast<std::size_t>(purpose));
}

std::string_view name(ErrorClass error) { return kErrorNames.at(static_cast<std::size_t>(error)); }

std::optional<ErrorClass> find_error_class(std::string_view name) {
  for (std::size_t i = 0; i < kErrorNames.size(); ++i) {
    if (kErrorNames.at(i) == name) return static_cast<ErrorClass>(i);
  }
  return std::nullopt;
}

bool is_timeout(ErrorClass error) {
  return error == ErrorClass::kAttemptTimeout || error == ErrorClass::kConnectTimeout ||
         error == ErrorClass::kFirstByteTimeout || error == ErrorClass::kDeadlineExceeded;
}

std::vector<std::string> counted_error_classes() {
  std::vector<std::string> names;
  for (std::size_t i = 1; i < kErrorClasses; ++i) {
    const auto error = static_cast<ErrorClass>(i);
    if (error != ErrorClass::kCutOff) names.emplace_back(name(error));
  }
  return names;
}

}  // namespace squall

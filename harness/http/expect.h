// Judging one answer by what a file expects of it.
//
// Patterns and paths are compiled once; judging an answer that meets its expectation allocates
// nothing (unless a test refers to values of the iteration).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/core/regex.h"
#include "harness/http/answer.h"
#include "harness/http/client.h"
#include "harness/http/json_test.h"
#include "harness/model/attempt.h"
#include "harness/model/expect.h"

namespace squall {

struct Mismatch {
  ErrorClass error = ErrorClass::kNone;
  std::string reason;  ///< "$.access_token is missing", "status 404, expected 200"
};

class CompiledExpect {
 public:
  /// `known` resolves references now; those that it does not know are left to mismatch().
  static Result<CompiledExpect> compile(const Expect& expect, const Template::Lookup& known = {});

  /// The first test that the answer does not meet, in the order status, headers, length, JSON,
  /// body, regex, SHA-256; nothing if it meets all. `lookup` resolves the references that are left.
  std::optional<Mismatch> mismatch(Answer& answer, const Template::Lookup& lookup = {}) const;

  /// Whether the body has to be kept to judge an answer.
  bool needs_body() const {
    return !json_.empty() || !body_.empty() || regex_.has_value() || !sha256_.empty();
  }

 private:
  struct Header {
    HeaderTest test;
    std::optional<Regex> regex;
  };

  bool status_expected(int status) const;
  std::optional<std::string> header_reason(const Answer& answer,
                                           const Template::Lookup& lookup) const;
  std::optional<std::string> length_reason(const Answer& answer) const;
  std::optional<std::string> json_reason(Answer& answer, const Template::Lookup& lookup) const;
  std::optional<std::string> body_reason(const Answer& answer,
                                         const Template::Lookup& lookup) const;

  std::vector<StatusRange> status_;
  std::string status_text_;
  std::vector<Header> headers_;
  std::vector<CompiledJsonTest> json_;
  std::vector<Template> body_;
  std::optional<Regex> regex_;
  std::optional<LengthRange> length_;
  std::string sha256_;
};

/// The class of an answer with an unexpected status.
ErrorClass status_error(int status);

/// Judges one answer of an HttpClient; for set-up calls and probes, where speed does not matter.
/// The reason, or nothing if the answer is as expected. A pattern that cannot be compiled is a
/// reason too.
std::optional<std::string> mismatch(const Expect& expect, const HttpResponse& response,
                                    const Template::Lookup& lookup = {});

/// What is expected, for a person: "status 200, $.isReady = true".
std::string describe(const Expect& expect);

}  // namespace squall

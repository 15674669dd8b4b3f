// Tests of places in a JSON body, and how JSON values read in reasons.
#pragma once

#include <boost/json/fwd.hpp>
#include <optional>
#include <string>

#include "harness/core/json_path.h"
#include "harness/core/regex.h"
#include "harness/core/template.h"
#include "harness/model/expect.h"

namespace squall {

class CompiledJsonTest {
 public:
  /// `known` resolves references now; those that it does not know are left to mismatch().
  static Result<CompiledJsonTest> compile(const JsonTest& test, const Template::Lookup& known);

  /// What is wrong; nothing if the document is as expected. `lookup` resolves the references that
  /// are left.
  std::optional<std::string> mismatch(const boost::json::value& document,
                                      const Template::Lookup& lookup) const;

 private:
  std::optional<std::string> unequal(const boost::json::value& place,
                                     const Template::Lookup& lookup) const;
  std::optional<std::string> out_of_range(const boost::json::value& place) const;

  JsonPath path_;
  std::optional<Regex> regex_;
  JsonTest test_;
};

/// "$.n at least 3": for a person.
std::string describe_test(const JsonTest& test);

/// A text with its references replaced; one that has no value stays as it is written.
std::string render_known(const Template& text, const Template::Lookup& lookup);

}  // namespace squall

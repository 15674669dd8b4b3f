#include "reports/json.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <catch2/catch.hpp>
#include <limits>

#include "reports/json_text.h"

namespace squall {
namespace {

namespace json = boost::json;

std::string line(const json::value& value) {
  std::string text = json_text(value);
  text.pop_back();
  return text;
}

}  // namespace

TEST_CASE("numbers stand in their shortest plain notation") {
  CHECK(line(1.5) == "1.5");
  CHECK(line(0.1) == "0.1");
  CHECK(line(15.0) == "15");
  CHECK(line(-0.0) == "0");
  CHECK(line(1e21) == "1000000000000000000000");
  CHECK(line(1e-7) == "0.0000001");
  CHECK(line(std::numeric_limits<double>::denorm_min()).starts_with("0.000"));
  CHECK(line(std::numeric_limits<double>::max()).size() == 309);
  CHECK(line(std::numeric_limits<std::uint64_t>::max()) == "18446744073709551615");
  CHECK(line(std::numeric_limits<double>::infinity()) == "null");
  CHECK(line(std::numeric_limits<double>::quiet_NaN()) == "null");
}

TEST_CASE("figures are rounded before they are printed") {
  CHECK(line(rounded(18.400999999, 3)) == "18.401");
  CHECK(line(rounded(2.0 / 3, 6)) == "0.666667");
  CHECK(line(rounded(std::nullopt, 3)) == "null");
  CHECK(line(rounded(1e300, 3)).size() == 301);
}

TEST_CASE("text is escaped, and made valid where it is not") {
  CHECK(line("a\"b\\c\n\x01") == R"("a\"b\\c\u000a\u0001")");
  CHECK(line("\xff\xfe") == "\"\xef\xbf\xbd\xef\xbf\xbd\"");
}

TEST_CASE("objects go over several lines, numbers fill theirs") {
  json::array numbers;
  for (int i = 0; i < 60; ++i) numbers.push_back(100 + i);
  const std::string text = json_text(json::object{{"empty", json::array()}, {"n", numbers}});
  CHECK(text.starts_with("{\n  \"empty\": [],\n  \"n\": [100, 101,"));
  std::size_t from = 0;
  for (std::size_t at = text.find('\n'); at != text.npos; at = text.find('\n', from)) {
    CHECK(at - from <= 100);
    from = at + 1;
  }
  CHECK(json::parse(text).at("n").as_array().size() == 60);
}

TEST_CASE("a report without anything is valid JSON") {
  const json::value report = json::parse(report_json(Report{}));
  CHECK(report.at("schema") == 1);
  CHECK(report.at("phases").as_array().empty());
  CHECK(report.at("generator").at("late_start_ms").at("p99").is_null());
}

TEST_CASE("every error class has a value for every window") {
  Report report;
  report.timeline.resize(3);
  report.timeline[1].errors["reset"] = 4;
  report.timeline[2].errors["http_5xx"] = 1;
  const json::value parsed = json::parse(report_json(report));
  const json::object& errors = parsed.at("timeline").at("errors").as_object();
  CHECK(line(errors.at("reset")) == "[0, 4, 0]");
  CHECK(line(errors.at("http_5xx")) == "[0, 0, 1]");
}

TEST_CASE("notes of a session stand in the report, and in no other") {
  Report report;
  CHECK_FALSE(json::parse(report_json(report)).as_object().contains("notes"));
  report.notes.push_back({12.3456, "the balancer noticed", "page"});
  const json::value note = json::parse(report_json(report)).at("notes").at(0);
  CHECK(note.at("at_s") == 12.346);
  CHECK(note.at("text") == "the balancer noticed");
  CHECK(note.at("who") == "page");
}

}  // namespace squall

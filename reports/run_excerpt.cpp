#include "reports/run_excerpt.h"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <initializer_list>

#include "harness/core/json.h"
#include "reports/json_text.h"

namespace squall {
namespace {

namespace json = boost::json;

constexpr std::size_t kMostParts = 200;

// Members that only some have, such as the variant, are left out where they are not there.
json::object members(const json::object& from, std::initializer_list<const char*> names) {
  json::object to;
  for (const char* name : names) {
    if (const json::value* value = from.if_contains(name)) to[name] = *value;
  }
  return to;
}

json::array parts(const json::value& list, std::initializer_list<const char*> names) {
  json::array to;
  for (const json::value& each : list.as_array()) {
    if (to.size() == kMostParts) break;
    to.push_back(members(each.as_object(), names));
  }
  return to;
}

}  // namespace

Result<std::string> run_excerpt(std::string_view report_json) {
  const auto unreadable = [](std::string_view why) {
    return fail(fmt::format("its report.json cannot be read: {}", why));
  };
  try {
    const auto parsed = parse_json(report_json);
    if (!parsed) return unreadable(parsed.error().message);
    const json::object& report = parsed->as_object();
    json::object excerpt;
    excerpt["duration_s"] = report.at("duration_s");
    excerpt["phases"] = parts(report.at("phases"), {"name", "variant", "kind", "start_s", "end_s"});
    excerpt["faults"] =
        parts(report.at("faults"),
              {"name", "variant", "kind", "target", "phase", "injected_at_s", "healed_at_s",
               "impact", "time_to_detect_s", "time_to_recover_from_injection_s"});
    excerpt["timeline"] = members(report.at("timeline").as_object(),
                                  {"start_s", "end_s", "throughput_per_s", "goodput_per_s",
                                   "response_p50_ms", "response_p99_ms", "errors"});
    return json_text(excerpt);
  } catch (const std::exception& error) {
    return unreadable(error.what());
  }
}

}  // namespace squall

#include "reports/html.h"

#include "reports/html/page.h"
#include "reports/json.h"

namespace squall {
namespace {

// A script element ends at the first "</script", and "<!--" changes how it is read: with every
// "<" written as an escape of JSON, no text can do either.
std::string inside_script(const std::string& json) {
  std::string safe;
  safe.reserve(json.size() + json.size() / 64);
  for (const char c : json) {
    if (c == '<') {
      safe += "\\u003c";
    } else {
      safe += c;
    }
  }
  return safe;
}

}  // namespace

std::string report_html(const Report& report) {
  std::string page;
  for (const std::string_view chunk : kPageBeforeReport) page += chunk;
  page += inside_script(report_json(report));
  for (const std::string_view chunk : kPageAfterReport) page += chunk;
  return page;
}

}  // namespace squall

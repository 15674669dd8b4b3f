#include <fmt/format.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "reports/address.h"
#include "reports/filled_page.h"
#include "reports/json_parts.h"
#include "reports/json_text.h"
#include "reports/trend.h"

namespace squall {

std::string trend_html(const Trend& trend, const std::vector<std::string>& reports) {
  boost::json::object page;
  page["title"] = trend.runs.empty() ? "" : trend.runs.front().title;
  std::vector<std::string> addresses;
  for (const std::string& report : reports) addresses.push_back(address_of(report));
  page["addresses"] = strings(addresses);
  return filled_page(kTrendPage, fmt::format("{{\"trend\": {}, \"page\": {}}}", trend_json(trend),
                                             json_text(page)));
}

}  // namespace squall

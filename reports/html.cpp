#include "reports/html.h"

#include "reports/filled_page.h"
#include "reports/json.h"

namespace squall {

std::string report_html(const Report& report) {
  return filled_page(kReportPage, report_json(report));
}

}  // namespace squall

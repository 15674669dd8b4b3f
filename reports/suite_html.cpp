#include <fmt/format.h>

#include "reports/address.h"
#include "reports/quantity.h"
#include "reports/suite.h"
#include "reports/suite_style.h"
#include "reports/xml_text.h"

namespace squall {
namespace {

std::string_view class_of(const SuiteEntry& entry) {
  if (entry.state != SuiteState::kRan) return "";
  return entry.verdict == Verdict::kPass ? " pass" : entry.verdict == Verdict::kFail ? " fail" : "";
}

template <typename Text>
std::string html_cell(std::string_view what, const std::optional<double>& value, Text text) {
  return fmt::format("<td class=\"figure\" data-what=\"{}\">{}</td>", what,
                     value ? text(*value) : kNoValue);
}

std::string why(const SuiteEntry& entry) {
  if (entry.state == SuiteState::kRan && entry.verdict == Verdict::kPass) return "";
  std::string text = xml_text(entry.reason);
  if (entry.evidence) {
    text += fmt::format("<div class=\"muted\">First: {}{}</div>",
                        entry.evidence->at_s ? seconds_text(*entry.evidence->at_s) + ", " : "",
                        xml_text(entry.evidence->what));
  }
  return text;
}

std::string html_row(const SuiteEntry& entry) {
  const SuiteFigures& figures = entry.figures;
  const bool ran = entry.state == SuiteState::kRan;
  const std::string name = xml_text(entry.name);
  std::string text = fmt::format(
      "<tr><td><span class=\"badge{}\">{} {}</span></td><th scope=\"row\">{}<div class=\"muted\">"
      "{}</div></th>",
      class_of(entry), mark(entry), verdict_name(entry),
      ran ? fmt::format("<a href=\"{}/report.html\">{}</a>", address_of(entry.name), name) : name,
      xml_text(entry.title));
  text += fmt::format("<td class=\"why\">{}</td>", why(entry));
  if (!ran) return text + "<td class=\"muted\" colspan=\"5\"></td></tr>\n";
  text += html_cell("Availability", figures.availability, percent_text);
  text += html_cell("Response p99", figures.response_p99_ms, milliseconds_text);
  text += html_cell("Detected after", figures.time_to_detect_s, seconds_text);
  text += figures.never_recovered
              ? "<td class=\"figure\" data-what=\"Recovered after\">never</td>"
              : html_cell("Recovered after", figures.time_to_recover_s, seconds_text);
  return text + html_cell("Took", entry.duration_s, seconds_text) + "</tr>\n";
}

}  // namespace

std::string suite_html(const Suite& suite) {
  const bool passed = suite.exit_code == 0;
  std::string page = fmt::format(
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"color-scheme\" content=\"light dark\">\n"
      "<meta name=\"generator\" content=\"squall {}\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
      "'unsafe-inline'; base-uri 'none'; form-action 'none'\">\n"
      "<title>{} {}</title>\n<style>{}</style>\n</head>\n<body>\n<main>\n",
      xml_attribute(suite.squall_version), passed ? "✓" : "✗", xml_text(suite.source), kSuiteStyle);
  page += fmt::format(
      "<section class=\"verdict {}\"><h1>{} {}</h1>\n<p>{}</p>\n<p class=\"muted\">Began {} · took "
      "{} · exit code {} · <a href=\"suite.json\">suite.json</a> · <a "
      "href=\"junit.xml\">junit.xml</a></p></section>\n",
      passed                 ? "pass"
      : suite.exit_code == 2 ? ""
                             : "fail",
      passed ? "✓" : "✗", xml_text(suite.source), xml_text(deciding_reason(suite)),
      xml_text(suite.started_at), seconds_text(suite.duration_s), suite.exit_code);
  page +=
      "<table>\n<thead><tr><th scope=\"col\">Verdict</th><th scope=\"col\">Scenario</th><th "
      "scope=\"col\">Why</th><th scope=\"col\" class=\"figure\">Availability</th><th scope=\"col\" "
      "class=\"figure\">Response p99</th><th scope=\"col\" class=\"figure\">Detected</th><th "
      "scope=\"col\" class=\"figure\">Recovered</th><th scope=\"col\" class=\"figure\">Took</th>"
      "</tr></thead>\n<tbody>\n";
  for (const SuiteEntry& entry : suite.entries) page += html_row(entry);
  return page +
         "</tbody>\n</table>\n<p class=\"muted\">Availability and p99 are the worst of all phases "
         "but the warmup; detected and recovered the longest of the faults.</p>\n</main>\n"
         "</body>\n</html>\n";
}

}  // namespace squall

#include "reports/annotations.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "harness/core/text.h"

namespace squall {
namespace {

constexpr std::size_t kMostAnnotations = 10;
constexpr std::size_t kMostBytes = 1000;

// As actions/toolkit escapes: what would end a command, and in a property what would end that.
std::string escaped(std::string_view text, bool property) {
  std::string result;
  for (const char c : clean_utf8(text, kMostBytes)) {
    const bool separates = property && (c == ':' || c == ',');
    if (c == '%' || c == '\r' || c == '\n' || separates) {
      result += fmt::format("%{:02X}", static_cast<int>(c));
    } else {
      result += c;
    }
  }
  return result;
}

std::string place_text(const AnnotatedPlace& place) {
  if (place.file.empty()) return "";
  const std::string file = fmt::format("file={},", escaped(place.file, true));
  return place.line > 0 ? fmt::format("{}line={},", file, place.line) : file;
}

}  // namespace

std::string github_annotations(std::span<const Case> cases,
                               const std::function<AnnotatedPlace(const Case&)>& place_of) {
  std::vector<const Case*> bad;
  for (const Case& each : cases) {
    const bool well = each.result == CaseResult::kPass || each.result == CaseResult::kSkipped;
    if (!well) bad.push_back(&each);
  }
  std::stable_sort(bad.begin(), bad.end(),
                   [](const Case* a, const Case* b) { return a->result < b->result; });
  const std::size_t shown = std::min(bad.size(), kMostAnnotations);
  std::string text;
  for (std::size_t i = 0; i < shown; ++i) {
    const Case& each = *bad[i];
    text += fmt::format("::error {}title={}::{}\n", place_text(place_of(each)),
                        escaped(fmt::format("{} {}", each.group, each.name), true),
                        escaped(each.message, false));
  }
  if (shown < bad.size()) {
    text += fmt::format("::notice title=squall::{} more were cut: see the summary and junit.xml\n",
                        bad.size() - shown);
  }
  return text;
}

}  // namespace squall

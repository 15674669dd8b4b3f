#include "harness/scenario/offsets.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "harness/core/duration.h"
#include "harness/core/file.h"
#include "harness/core/text.h"

namespace squall {
namespace {

constexpr std::size_t kMostMistakes = 20;
constexpr Nanoseconds kLatest = std::chrono::hours(30 * 24);

std::optional<Nanoseconds> parse_offset(std::string_view text) {
  double number_s = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number_s, std::chars_format::fixed);
  if (error != std::errc{} || rest != end) return parse_duration(text);
  if (!(number_s >= 0 && number_s <= seconds(kLatest))) return std::nullopt;
  return Nanoseconds(std::llround(number_s * 1e9));
}

class OffsetsParser {
 public:
  OffsetsParser(const std::string& file, Findings& findings) : file_(file), findings_(findings) {}

  std::vector<Nanoseconds> parse(std::string_view text) {
    while (!text.empty()) {
      const std::size_t end = std::min(text.find('\n'), text.size());
      read_line(text.substr(0, end));
      text.remove_prefix(std::min(end + 1, text.size()));
      if (mistakes_ < kMostMistakes) continue;
      report(1, "there may be more mistakes; these are the first ones", "");
      break;
    }
    return std::move(offsets_);
  }

 private:
  void read_line(std::string_view line) {
    ++line_;
    const std::string_view written = trim(line.substr(0, line.find('#')));
    if (written.empty()) return;
    const auto column = static_cast<int>(written.data() - line.data()) + 1;
    const auto offset = parse_offset(written);
    if (!offset) {
      return report(column, fmt::format("'{}' is no offset", clean_utf8(written, 40)),
                    "write a duration (\"1.5s\") or seconds (\"1.5\"), one a line");
    }
    if (*offset > kLatest) return report(column, "this is later than 30 days", "");
    if (!offsets_.empty() && *offset < offsets_.back()) {
      return report(column,
                    fmt::format("{} comes before the {} of line {}", format_duration(*offset),
                                format_duration(offsets_.back()), last_line_),
                    "sort the lines: offsets count from the start, and ascend");
    }
    offsets_.push_back(*offset);
    last_line_ = line_;
  }

  void report(int column, std::string what, std::string hint) {
    ++mistakes_;
    findings_.add(
        {Diagnostic::Severity::kError, file_, line_, column, std::move(what), std::move(hint)});
  }

  const std::string& file_;
  Findings& findings_;
  std::vector<Nanoseconds> offsets_;
  int line_ = 0, last_line_ = 0;
  std::size_t mistakes_ = 0;
};

}  // namespace

std::vector<Nanoseconds> parse_offsets(std::string_view text, const std::string& file,
                                       Findings& findings) {
  return OffsetsParser(file, findings).parse(text);
}

OffsetsByName attach_offsets(TomlNode& scenario, const std::filesystem::path& folder,
                             std::vector<AttachedFile>& attached, Findings& findings) {
  OffsetsByName by_name;
  TomlNode* loads = scenario.find("load");
  if (loads == nullptr || !is_table_list(*loads)) return by_name;
  int number = 0;
  for (TomlNode& load : *loads->array()) {
    ++number;
    TomlNode* named = load.find("offsets");
    if (named == nullptr || named->text() == nullptr) continue;
    const Position& position = named->position;
    const std::filesystem::path beside =
        position.line == 0 ? folder : std::filesystem::path(*position.file).parent_path();
    const std::filesystem::path file = (beside / *named->text()).lexically_normal();
    auto text = read_file(file);
    if (!text) {
      findings.error(named->position, text.error().message,
                     "write a path relative to the file that names it");
      continue;
    }
    auto offsets = std::make_shared<const std::vector<Nanoseconds>>(
        parse_offsets(*text, file.string(), findings));
    *named = make_text(fmt::format("offsets-{}.txt", number), named->position);
    attached.push_back({*named->text(), std::move(*text)});
    by_name.emplace(*named->text(), std::move(offsets));
  }
  return by_name;
}

}  // namespace squall

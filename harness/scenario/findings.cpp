#include "harness/scenario/findings.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "harness/core/text.h"

namespace squall {

void Findings::error(const Position& position, std::string what, std::string hint) {
  add({Diagnostic::Severity::kError, position.file ? *position.file : "", position.line,
       position.column, std::move(what), std::move(hint)});
}

void Findings::warning(const Position& position, std::string what, std::string hint) {
  add({Diagnostic::Severity::kWarning, position.file ? *position.file : "", position.line,
       position.column, std::move(what), std::move(hint)});
}

void Findings::add(Diagnostic diagnostic) {
  const bool known =
      std::any_of(diagnostics_.begin(), diagnostics_.end(), [&](const Diagnostic& other) {
        return std::tie(other.file, other.line, other.column, other.what) ==
               std::tie(diagnostic.file, diagnostic.line, diagnostic.column, diagnostic.what);
      });
  if (!known) diagnostics_.push_back(std::move(diagnostic));
}

std::size_t Findings::error_count() const {
  const auto is_error = [](const Diagnostic& diagnostic) {
    return diagnostic.severity == Diagnostic::Severity::kError;
  };
  return static_cast<std::size_t>(
      std::count_if(diagnostics_.begin(), diagnostics_.end(), is_error));
}

Diagnostics Findings::sorted(const std::vector<std::string>& files) const {
  // Files that are not listed (rendered templates) come last.
  const auto rank = [&](const Diagnostic& diagnostic) {
    if (diagnostic.line == 0) return std::ptrdiff_t{-1};
    return std::find(files.begin(), files.end(), diagnostic.file) - files.begin();
  };
  Diagnostics sorted = diagnostics_;
  std::stable_sort(sorted.begin(), sorted.end(), [&](const Diagnostic& a, const Diagnostic& b) {
    return std::make_tuple(rank(a), a.line, a.column) < std::make_tuple(rank(b), b.line, b.column);
  });
  return sorted;
}

Position inside(const TomlNode& text, std::size_t offset) {
  Position position = text.position;
  const std::string* value = text.text();
  if (value == nullptr || !text.single_line || !text.masked.empty()) return position;
  const std::string_view before = std::string_view(*value).substr(0, offset);
  const auto points = std::count_if(before.begin(), before.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
  });
  position.column += 1 + static_cast<int>(points);  // 1: the opening quote.
  return position;
}

std::string suggestion(std::string_view name, std::vector<std::string> candidates,
                       std::string_view what) {
  const std::string nearest = nearest_name(name, candidates);
  if (!nearest.empty()) return fmt::format("did you mean '{}'?", nearest);
  if (candidates.empty()) return fmt::format("there are no {}", what);
  constexpr std::size_t kMost = 30;
  if (candidates.size() > kMost) {
    candidates.resize(kMost);
    candidates.emplace_back("…");
  }
  return fmt::format("{} are {}", what, join_names(candidates));
}

}  // namespace squall

#include "reports/reproduce.h"

#include <fmt/format.h>

#include <algorithm>

namespace squall {
namespace {

bool is_plain(char c) {
  constexpr std::string_view kPlain = "%+,-./:=@_";
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         kPlain.find(c) != kPlain.npos;
}

std::string shell_quoted(const std::string& word) {
  if (!word.empty() && std::all_of(word.begin(), word.end(), is_plain)) return word;
  std::string quoted = "'";
  for (const char c : word) {
    if (c == '\'') quoted += "'\\";  // Ends the quote, …
    quoted += c;
    if (c == '\'') quoted += '\'';  // … and opens the next.
  }
  quoted += '\'';
  return quoted;
}

bool names_seed(const std::string& word) { return word == "--seed" || word.starts_with("--seed="); }

}  // namespace

std::string reproduce_command(const Report& report) {
  const std::vector<std::string>& words = report.command_line;
  if (words.empty()) {
    return fmt::format("squall run {} --seed {}", shell_quoted(report.scenario_file), report.seed);
  }
  std::string command;
  for (const std::string& word : words) {
    if (!command.empty()) command += ' ';
    command += shell_quoted(word);
  }
  if (std::none_of(words.begin(), words.end(), names_seed)) {
    command += fmt::format(" --seed {}", report.seed);
  }
  return command;
}

}  // namespace squall

#include "harness/cli/terminal.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>
#include <string_view>

#include "harness/core/style.h"

namespace squall {

bool is_terminal(std::FILE* stream) { return isatty(fileno(stream)) == 1; }

bool wants_colour(Colour colour, std::FILE* stream) {
  if (colour != Colour::kAuto) return colour == Colour::kAlways;
  const char* no_colour = std::getenv("NO_COLOR");
  const char* term = std::getenv("TERM");
  if (no_colour != nullptr && *no_colour != '\0') return false;
  return is_terminal(stream) && (term == nullptr || std::string_view(term) != "dumb");
}

Progress::Mode progress_mode(const GlobalOptions& global) {
  if (global.quiet) return Progress::Mode::kQuiet;
  const char* term = std::getenv("TERM");
  const bool dumb = term != nullptr && std::string_view(term) == "dumb";
  return is_terminal(stderr) && !dumb ? Progress::Mode::kTerminal : Progress::Mode::kPlain;
}

std::string shown_path(const std::filesystem::path& path) {
  std::error_code error;
  const std::filesystem::path relative =
      std::filesystem::relative(path, std::filesystem::current_path(), error);
  const bool inside = !error && !relative.empty() && *relative.begin() != "..";
  return inside ? relative.string() : path.string();
}

void print_error(const GlobalOptions& global, const std::string& message) {
  fmt::print(stderr, "{} {}\n",
             styled("error:", Style::kBoldRed, wants_colour(global.colour, stderr)), message);
}

}  // namespace squall

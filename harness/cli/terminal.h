// The terminal, or the pipe, that a command writes to.
#pragma once

#include <cstdio>
#include <string>

namespace squall {

enum class Colour { kAuto, kAlways, kNever };

/// Options that every command takes.
struct GlobalOptions {
  bool quiet = false;
  int verbose = 0;
  Colour colour = Colour::kAuto;
  bool json = false;
};

bool is_terminal(std::FILE* stream);

/// `auto` is yes on a terminal, unless NO_COLOR is set (https://no-color.org) or TERM is dumb.
bool wants_colour(Colour colour, std::FILE* stream);

/// "error: message" on stderr, in red where that is wanted.
void print_error(const GlobalOptions& global, const std::string& message);

}  // namespace squall

// The terminal, or the pipe, that a command writes to.
#pragma once

#include <cstdio>
#include <filesystem>
#include <string>

#include "harness/run/progress.h"

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

/// How a command tells on stderr what it is at.
Progress::Mode progress_mode(const GlobalOptions& global);

/// A path as the user would type it: relative where it lies below the working directory.
std::string shown_path(const std::filesystem::path& path);

/// "error: message" on stderr, in red where that is wanted.
void print_error(const GlobalOptions& global, const std::string& message);

}  // namespace squall

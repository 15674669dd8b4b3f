#include "harness/cli/open_page.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <vector>

#include "harness/core/text.h"
#include "harness/topology/programs.h"

namespace squall {
namespace {

std::vector<std::string> browsers() {
  std::vector<std::string> names;
  if (const char* chosen = std::getenv("BROWSER")) {
    for (const std::string_view name : split(chosen, ':')) {
      if (!name.empty()) names.emplace_back(name);
    }
  }
  names.emplace_back("xdg-open");
  return names;
}

// A session of its own: it stays when the terminal is closed, and Ctrl-C is not for it.
Result<void> start_apart(const std::string& program, const std::string& argument) {
  posix_spawnattr_t attributes;
  posix_spawn_file_actions_t files;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID);
  posix_spawn_file_actions_init(&files);
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    posix_spawn_file_actions_addopen(&files, fd, "/dev/null", O_RDWR, 0);
  }
  std::string own_program = program, own_argument = argument;
  char* const argv[] = {own_program.data(), own_argument.data(), nullptr};
  pid_t pid = 0;
  const int error = ::posix_spawn(&pid, program.c_str(), &files, &attributes, argv, environ);
  posix_spawn_file_actions_destroy(&files);
  posix_spawnattr_destroy(&attributes);
  if (error != 0) return fail(fmt::format("cannot start {}: {}", program, std::strerror(error)));
  return {};
}

}  // namespace

Result<void> open_page(const std::string& page) {
  for (const std::string& name : browsers()) {
    if (const auto program = find_program(name)) return start_apart(program->string(), page);
  }
  return fail(
      fmt::format("nothing here opens pages: install xdg-utils, or name a browser in "
                  "BROWSER; the page is {}",
                  page));
}

}  // namespace squall

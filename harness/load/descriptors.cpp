#include "harness/load/descriptors.h"

#include <fmt/format.h>
#include <sys/resource.h>

#include <cerrno>
#include <stdexcept>
#include <system_error>

namespace squall {

std::size_t raise_descriptor_limit() {
  rlimit files{};
  ::getrlimit(RLIMIT_NOFILE, &files);
  if (files.rlim_cur < files.rlim_max) {
    files.rlim_cur = files.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &files);
    ::getrlimit(RLIMIT_NOFILE, &files);
  }
  return files.rlim_cur;
}

void throw_no_descriptor(int error) {
  if (error == EMFILE) {
    throw std::runtime_error(fmt::format(
        "no further connection can be opened: the limit of {} open files of this process is "
        "reached. Raise the hard limit (ulimit -H -n), or let the load need fewer connections "
        "(users, max_in_flight, [client] max_connections)",
        raise_descriptor_limit()));
  }
  throw std::system_error(error, std::generic_category(), "cannot open a socket");
}

}  // namespace squall

// Processes held by a descriptor, so that a pid that is used again is never hit.
//
// The calls are made directly: <sys/pidfd.h> of glibc 2.36 lacks its extern "C".
#pragma once

#include <sys/syscall.h>
#include <unistd.h>

#include <cstdint>

#include "harness/core/fd.h"

namespace squall {

/// Empty, with errno set, if there is no such process.
inline Fd open_pidfd(std::int64_t pid) {
  return Fd(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
}

/// False, with errno set, if the process has ended or may not be signalled.
inline bool signal_pidfd(const Fd& pidfd, int number) {
  return ::syscall(SYS_pidfd_send_signal, pidfd.get(), number, nullptr, 0) == 0;
}

}  // namespace squall

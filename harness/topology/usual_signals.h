// What a process that was forked does before it becomes a program.
#pragma once

#include <csignal>

namespace squall {

/// Every signal does what it usually does, and none is held back. Async-signal-safe.
inline void restore_usual_signals() {
  for (int number = 1; number < NSIG; ++number) ::signal(number, SIG_DFL);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

}  // namespace squall

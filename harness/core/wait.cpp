#include "harness/core/wait.h"

#include <condition_variable>
#include <mutex>

namespace squall {

bool wait_until(std::stop_token stop, SteadyTime time) {
  std::mutex mutex;
  std::condition_variable_any changed;
  std::unique_lock lock(mutex);
  changed.wait_until(lock, stop, time, [] { return false; });
  return !stop.stop_requested();
}

}  // namespace squall

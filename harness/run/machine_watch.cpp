#include "harness/run/machine_watch.h"

#include <utility>

#include "harness/core/keen_thread.h"
#include "harness/core/wait.h"

namespace squall {
namespace {

constexpr Nanoseconds kNap = std::chrono::milliseconds(50);
constexpr std::size_t kNapsOfSample = 20;

void watch_machine(const std::stop_token& stop, EventSink& events) {
  KeenThread keen(KeenThread::WhenBusy::kKeen);
  keen.begin();
  MachineSampled sample;
  while (true) {
    // From now: what recording a sample took is not the machine's lateness.
    const SteadyTime wanted = steady_now() + kNap;
    if (!wait_until(stop, wanted)) return;
    sample.late.push_back(steady_now() - wanted);
    if (sample.late.size() < kNapsOfSample) continue;
    events.on_event(std::exchange(sample, {}));
  }
}

}  // namespace

MachineWatch::MachineWatch(EventSink& events)
    : thread_([&events](const std::stop_token& stop) { watch_machine(stop, events); }) {}

}  // namespace squall

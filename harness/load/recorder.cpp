#include "harness/load/recorder.h"

namespace squall {
namespace {

// To hand 64 over takes some 10 us, which makes what is due meanwhile hardly late; larger batches
// cost as much an attempt.
constexpr std::size_t kBatch = 64;
constexpr auto kFlushAfter = std::chrono::milliseconds(20);
constexpr std::uint8_t kExamples = 5;
constexpr std::size_t kSteps = 256;

}  // namespace

Recorder::Recorder(EventLoop& loop, const LoadSetup& setup, AttemptSink& sink,
                   LoadObserver& observer)
    : sink_(sink),
      observer_(observer),
      timer_(loop),
      examples_(setup.loads.size() * kSteps * kErrorClasses) {
  batch_.reserve(kBatch);
}

void Recorder::record(const Attempt& attempt) {
  batch_.push_back(attempt);
  if (batch_.size() == kBatch) return flush();
  if (batch_.size() > 1) return;
  timer_.start(steady_now() + kFlushAfter, [this] { flush(); });
}

bool Recorder::wants_example(const Attempt& attempt) {
  const std::size_t step = attempt.load * kSteps + attempt.step;
  const std::size_t place = step * kErrorClasses + static_cast<std::size_t>(attempt.error);
  // The reads for checkers have the numbers that they have in the whole run.
  if (place >= examples_.size()) examples_.resize((attempt.load + 1) * kSteps * kErrorClasses);
  std::uint8_t& seen = examples_[place];
  return seen < kExamples && ++seen > 0;
}

void Recorder::flush() {
  if (batch_.empty()) return;
  sink_.on_attempts(batch_);
  batch_.clear();
  if (on_flushed) on_flushed();
}

}  // namespace squall

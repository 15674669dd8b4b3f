// Writes the records of a run: events to journal.jsonl, attempts to operations.bin.
//
// Whatever happens to the process, the files are readable up to the last write: events are lines,
// attempts come in checksummed blocks, and both reach the kernel within kEventDelay and
// kAttemptDelay. Events that a heal or a verdict depends on (faults, phases, decisions, the end)
// are written before on_event returns.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "harness/core/error.h"
#include "harness/core/mask.h"
#include "harness/core/time.h"
#include "harness/model/attempt.h"
#include "harness/model/event.h"

namespace squall {

/// Thread-safe. Nothing throws on the writer's thread: a failed write (a full disk) ends the
/// writing of that file, and `failed()` says so.
class JournalWriter final : public EventSink, public AttemptSink {
 public:
  static constexpr Nanoseconds kEventDelay = std::chrono::milliseconds(20);
  static constexpr Nanoseconds kAttemptDelay = std::chrono::milliseconds(200);
  static constexpr std::size_t kQueuedAttempts = std::size_t{1} << 18;
  static constexpr std::size_t kQueuedEvents = std::size_t{1} << 14;

  /// Creates both files in `run_dir`, which must exist and hold no records yet. `mask` is applied
  /// to every text of every event, and must outlive the writer. `queued_attempts` is for tests.
  static Result<std::unique_ptr<JournalWriter>> open(const std::filesystem::path& run_dir,
                                                     RunClock clock, const SecretMask& mask,
                                                     std::size_t queued_attempts = kQueuedAttempts);
  ~JournalWriter() override;

  /// Stamps and queues; waits only where the queue is full, or for events as named above.
  Nanoseconds on_event(Event event) override;

  /// Queues; never waits. What does not fit is counted as lost.
  void on_attempts(std::span<const Attempt> attempts) override;

  /// Returns when all that was handed over before the call is in the files (or has failed).
  void flush();

  /// Writes what is queued and ends the thread; later events and attempts are dropped.
  void close();

  std::uint64_t lost_records() const;
  bool failed() const;
  std::string error() const;  ///< Of the first failure; empty without one.

 private:
  class File;
  struct Batch;

  JournalWriter(RunClock clock, const SecretMask& mask, std::unique_ptr<File> events,
                std::unique_ptr<File> attempts, std::size_t queued_attempts);
  void run();
  void wait_for_work(std::unique_lock<std::mutex>& lock);
  std::string write(Batch& batch);  ///< The error, or empty.
  void write_attempts(Batch& batch);
  void wait_written(std::unique_lock<std::mutex>& lock, std::uint64_t ticket);

  const RunClock clock_;
  const SecretMask& mask_;
  std::unique_ptr<File> event_file_, attempt_file_;
  const std::size_t queued_attempts_;

  mutable std::mutex mutex_;
  std::condition_variable work_, written_;
  std::vector<TimedEvent> events_;
  std::vector<Attempt> attempts_;           ///< Never more than its capacity.
  SteadyTime first_event_, first_attempt_;  ///< When the oldest queued one came in.
  std::uint64_t accepted_ = 0;  ///< Tickets: one for each call that queued something, …
  std::uint64_t done_ = 0;      ///< … and the last one that is written.
  bool urgent_ = false;
  bool closing_ = false;
  std::uint64_t lost_ = 0;
  std::string error_;

  std::thread thread_;
};

}  // namespace squall

#include "harness/journal/writer.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "harness/core/text.h"
#include "harness/journal/codec.h"
#include "harness/journal/record.h"

namespace squall {
namespace {

constexpr std::size_t kWakeAtAttempts = std::size_t{1} << 15;
constexpr std::size_t kMaxTextBytes = 64 * 1024;

/// Whether a heal or a verdict may depend on the event: on disk before the run goes on. The load
/// engine's thread tells FailureExample and BreakerChanged, and must not wait for the disk.
bool is_urgent(const Event& event) {
  return std::visit(
      []<typename T>(const T&) {
        return !std::is_same_v<T, NodeChanged> && !std::is_same_v<T, SetupDone> &&
               !std::is_same_v<T, FailureExample> && !std::is_same_v<T, BreakerChanged> &&
               !std::is_same_v<T, Warned>;
      },
      event);
}

}  // namespace

/// A file that is only appended to. After a failed write nothing more is written, so that what a
/// full disk leaves is a torn tail and never a hole.
class JournalWriter::File {
 public:
  static Result<std::unique_ptr<File>> create(std::filesystem::path path) {
    const int descriptor =
        ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0644);
    if (descriptor < 0) {
      return fail(fmt::format("cannot create {}: {}", path.string(), std::strerror(errno)));
    }
    return std::unique_ptr<File>(new File(std::move(path), descriptor));
  }
  ~File() { ::close(descriptor_); }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  void append(const void* data, std::size_t size) {
    const char* rest = static_cast<const char*>(data);
    while (size > 0 && error_.empty()) {
      const ssize_t written = ::write(descriptor_, rest, size);
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) {
        error_ = fmt::format("cannot write {}: {}", path_.string(), std::strerror(errno));
        return;
      }
      rest += written;
      size -= static_cast<std::size_t>(written);
    }
  }

  const std::string& error() const { return error_; }

 private:
  File(std::filesystem::path path, int descriptor)
      : path_(std::move(path)), descriptor_(descriptor) {}

  std::filesystem::path path_;
  int descriptor_;
  std::string error_;
};

/// What one turn of the thread writes. The buffers are kept from turn to turn: attempts are handed
/// over by swapping two of them, and a block is encoded where the last one was, still in the cache.
struct JournalWriter::Batch {
  std::vector<TimedEvent> events;
  std::vector<Attempt> attempts;
  std::vector<std::byte> block = std::vector<std::byte>(block_bytes(kMaxBlockRecords));
  std::string lines;
  std::uint32_t next_block = 0;

  std::span<const std::byte> encode(std::span<const Attempt> of_block) {
    const auto bytes = std::span(block).first(block_bytes(of_block.size()));
    encode_block(of_block, next_block++, bytes);
    return bytes;
  }

  void encode_events(const SecretMask& mask) {
    lines.clear();
    for (TimedEvent& event : events) {
      visit_texts(event.event,
                  [&](std::string& text) { text = clean_utf8(mask.mask(text), kMaxTextBytes); });
      lines += encode_event(event);
      lines += '\n';
    }
    events.clear();
  }
};

Result<std::unique_ptr<JournalWriter>> JournalWriter::open(const std::filesystem::path& run_dir,
                                                           RunClock clock, const SecretMask& mask,
                                                           std::size_t queued_attempts) {
  auto events = File::create(run_dir / "journal.jsonl");
  if (!events) return tl::unexpected(events.error());
  auto attempts = File::create(run_dir / "operations.bin");
  if (!attempts) return tl::unexpected(attempts.error());
  const auto header = encode_header();
  (*attempts)->append(header.data(), header.size());
  if (!(*attempts)->error().empty()) return fail((*attempts)->error());
  return std::unique_ptr<JournalWriter>(
      new JournalWriter(clock, mask, *std::move(events), *std::move(attempts), queued_attempts));
}

JournalWriter::JournalWriter(RunClock clock, const SecretMask& mask, std::unique_ptr<File> events,
                             std::unique_ptr<File> attempts, std::size_t queued_attempts)
    : clock_(clock),
      mask_(mask),
      event_file_(std::move(events)),
      attempt_file_(std::move(attempts)),
      queued_attempts_(queued_attempts) {
  attempts_.reserve(queued_attempts_);
  thread_ = std::thread([this] { run(); });
}

JournalWriter::~JournalWriter() { close(); }

Nanoseconds JournalWriter::on_event(Event event) {
  const bool urgent = is_urgent(event);
  std::unique_lock lock(mutex_);
  written_.wait(lock, [&] { return events_.size() < kQueuedEvents || closing_; });
  const Nanoseconds at = clock_.now();
  if (closing_) return at;
  // Stamped under the lock: the order of the file is that of the times.
  if (events_.empty()) first_event_ = steady_now();
  events_.push_back({at, std::move(event)});
  const std::uint64_t ticket = ++accepted_;
  urgent_ = urgent_ || urgent || events_.size() == kQueuedEvents;
  work_.notify_one();
  if (urgent) wait_written(lock, ticket);
  return at;
}

void JournalWriter::on_attempts(std::span<const Attempt> attempts) {
  const std::scoped_lock lock(mutex_);
  if (closing_) return;
  const std::size_t taken = std::min(attempts.size(), queued_attempts_ - attempts_.size());
  lost_ += attempts.size() - taken;
  if (taken == 0) return;
  const bool first = attempts_.empty();
  if (first) first_attempt_ = steady_now();
  attempts_.insert(attempts_.end(), attempts.begin(),
                   attempts.begin() + static_cast<std::ptrdiff_t>(taken));
  ++accepted_;
  if (first || attempts_.size() >= kWakeAtAttempts) work_.notify_one();
}

void JournalWriter::flush() {
  std::unique_lock lock(mutex_);
  urgent_ = true;
  work_.notify_one();
  wait_written(lock, accepted_);
}

void JournalWriter::close() {
  {
    const std::scoped_lock lock(mutex_);
    closing_ = true;
    work_.notify_one();
    written_.notify_all();
  }
  if (thread_.joinable()) thread_.join();
}

void JournalWriter::wait_written(std::unique_lock<std::mutex>& lock, std::uint64_t ticket) {
  written_.wait(lock, [&] { return done_ >= ticket; });
}

std::uint64_t JournalWriter::lost_records() const {
  const std::scoped_lock lock(mutex_);
  return lost_;
}

bool JournalWriter::failed() const { return !error().empty(); }

std::string JournalWriter::error() const {
  const std::scoped_lock lock(mutex_);
  return error_;
}

void JournalWriter::wait_for_work(std::unique_lock<std::mutex>& lock) {
  const auto due = [&] {
    if (closing_ || urgent_ || attempts_.size() >= kWakeAtAttempts) return SteadyTime::min();
    SteadyTime time = SteadyTime::max();
    if (!events_.empty()) time = std::min(time, first_event_ + kEventDelay);
    if (!attempts_.empty()) time = std::min(time, first_attempt_ + kAttemptDelay);
    return time;
  };
  for (SteadyTime time = due(); time > steady_now(); time = due()) {
    if (time == SteadyTime::max()) {
      work_.wait(lock);
    } else {
      work_.wait_until(lock, time);
    }
  }
}

void JournalWriter::run() {
  Batch batch;
  batch.attempts.reserve(queued_attempts_);
  std::unique_lock lock(mutex_);
  while (true) {
    wait_for_work(lock);
    const bool last = closing_;
    const std::uint64_t ticket = accepted_;
    urgent_ = false;
    std::swap(batch.events, events_);
    std::swap(batch.attempts, attempts_);
    lock.unlock();
    std::string error = write(batch);
    lock.lock();
    done_ = ticket;
    if (error_.empty()) error_ = std::move(error);
    written_.notify_all();
    if (last) return;
  }
}

void JournalWriter::write_attempts(Batch& batch) {
  for (std::span<const Attempt> rest = batch.attempts; !rest.empty();) {
    const auto block = rest.first(std::min<std::size_t>(rest.size(), kMaxBlockRecords));
    const auto bytes = batch.encode(block);
    attempt_file_->append(bytes.data(), bytes.size());
    rest = rest.subspan(block.size());
  }
  batch.attempts.clear();
}

std::string JournalWriter::write(Batch& batch) {
  // Attempts first: an event such as "the run ended" then never stands before its records.
  write_attempts(batch);
  try {
    batch.encode_events(mask_);
  } catch (const std::exception& exception) {
    return fmt::format("cannot encode the records: {}", exception.what());
  }
  event_file_->append(batch.lines.data(), batch.lines.size());
  return event_file_->error().empty() ? attempt_file_->error() : event_file_->error();
}

}  // namespace squall

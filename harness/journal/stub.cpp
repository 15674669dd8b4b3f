#include "harness/journal/reader.h"
#include "harness/journal/writer.h"

namespace squall {
class JournalWriter::File {};
struct JournalWriter::Batch {};
JournalWriter::JournalWriter(RunClock clock, const SecretMask& mask, std::unique_ptr<File> events,
                             std::unique_ptr<File> attempts)
    : clock_(clock),
      mask_(mask),
      event_file_(std::move(events)),
      attempt_file_(std::move(attempts)) {}
JournalWriter::~JournalWriter() = default;
Result<std::unique_ptr<JournalWriter>> JournalWriter::open(const std::filesystem::path&, RunClock,
                                                           const SecretMask&) {
  return fail("the journal is not there yet");
}
void JournalWriter::on_event(Event) {}
void JournalWriter::on_attempts(std::span<const Attempt>) {}
void JournalWriter::flush() {}
void JournalWriter::close() {}
std::uint64_t JournalWriter::lost_records() const { return 0; }
bool JournalWriter::failed() const { return false; }
std::string JournalWriter::error() const { return {}; }
Result<JournalEvents> read_journal(const std::filesystem::path&) { return JournalEvents{}; }
Result<AttemptStats> for_each_attempt(const std::filesystem::path&, const AttemptFn&) {
  return AttemptStats{};
}
JournalEvents parse_journal(std::string_view) { return {}; }
Result<AttemptStats> parse_attempts(std::span<const std::byte>, const AttemptFn&) {
  return AttemptStats{};
}
}  // namespace squall

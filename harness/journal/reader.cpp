#include "harness/journal/reader.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "harness/journal/codec.h"
#include "harness/journal/record.h"

namespace squall {
namespace {

/// A whole file, mapped for reading.
class MappedFile {
 public:
  static Result<MappedFile> open(const std::filesystem::path& path) {
    const auto failed = [&] {
      return fail(fmt::format("cannot read {}: {}", path.string(), std::strerror(errno)));
    };
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return failed();
    MappedFile file;
    struct stat status {};
    bool ok = ::fstat(descriptor, &status) == 0;
    if (ok && status.st_size > 0) {
      file.size_ = static_cast<std::size_t>(status.st_size);
      file.data_ = ::mmap(nullptr, file.size_, PROT_READ, MAP_PRIVATE, descriptor, 0);
      ok = file.data_ != MAP_FAILED;
      if (!ok) file.data_ = nullptr;
    }
    const int error = errno;
    ::close(descriptor);
    errno = error;
    if (!ok) return failed();
    return file;
  }
  ~MappedFile() {
    if (data_ != nullptr) ::munmap(data_, size_);
  }
  MappedFile(MappedFile&& other) noexcept
      : data_(std::exchange(other.data_, nullptr)), size_(other.size_) {}
  MappedFile& operator=(MappedFile&&) = delete;

  std::span<const std::byte> bytes() const {
    return {static_cast<const std::byte*>(data_), data_ == nullptr ? 0 : size_};
  }
  std::string_view text() const {
    return {static_cast<const char*>(data_), data_ == nullptr ? 0 : size_};
  }

  /// Gives the pages before `end` back: records are read once, and may be larger than memory.
  void drop_before(std::size_t end) const {
    if (data_ != nullptr) ::madvise(data_, end / kPage * kPage, MADV_DONTNEED);
  }

 private:
  static constexpr std::size_t kPage = 4096;

  MappedFile() = default;

  void* data_ = nullptr;
  std::size_t size_ = 0;
};

using Progress = std::function<void(std::size_t position)>;

/// The place of the next whole, valid block after `position`, or `bytes.size()`. Blocks keep the
/// alignment of the header and of one another.
std::size_t next_block(std::span<const std::byte> bytes, std::size_t position) {
  for (position += kBlockHeaderBytes; position < bytes.size(); position += kBlockHeaderBytes) {
    if (!block_records(bytes.subspan(position)).empty()) return position;
  }
  return bytes.size();
}

Result<AttemptStats> parse_blocks(std::span<const std::byte> bytes, const AttemptFn& fn,
                                  const Progress& progress) {
  if (const std::string mistake = header_mistake(bytes); !mistake.empty()) {
    return fail("cannot read operations.bin: " + mistake);
  }
  AttemptStats stats;
  std::vector<Attempt> attempts;
  attempts.reserve(kMaxBlockRecords);
  for (std::size_t position = kHeaderBytes; position < bytes.size();) {
    const auto rest = bytes.subspan(position);
    const auto records = block_records(rest);
    if (records.empty()) {
      const std::size_t next = next_block(bytes, position);
      const bool cut = next == bytes.size() && is_cut_block(rest);
      stats.torn = stats.torn || cut;
      stats.corrupt_blocks += cut ? 0 : 1;
      position = next;
      continue;
    }
    attempts.clear();
    for (std::size_t at = 0; at < records.size(); at += kRecordBytes) {
      attempts.push_back(decode_record(records.subspan(at).first<kRecordBytes>()));
    }
    fn(attempts);
    stats.attempts += attempts.size();
    ++stats.blocks;
    position += kBlockHeaderBytes + records.size();
    progress(position);
  }
  return stats;
}

}  // namespace

JournalEvents parse_journal(std::string_view text) {
  JournalEvents journal;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) {
      journal.torn = true;
      break;
    }
    if (auto event = decode_event(text.substr(0, end))) {
      journal.events.push_back(*std::move(event));
    } else {
      ++journal.corrupt_lines;
    }
    text.remove_prefix(end + 1);
  }
  return journal;
}

Result<AttemptStats> parse_attempts(std::span<const std::byte> bytes, const AttemptFn& fn) {
  return parse_blocks(bytes, fn, [](std::size_t) {});
}

Result<JournalEvents> read_journal(const std::filesystem::path& run_dir) {
  const auto file = MappedFile::open(run_dir / "journal.jsonl");
  if (!file) return tl::unexpected(file.error());
  return parse_journal(file->text());
}

Result<AttemptStats> for_each_attempt(const std::filesystem::path& run_dir, const AttemptFn& fn) {
  constexpr std::size_t kDropEvery = std::size_t{32} << 20;
  const auto file = MappedFile::open(run_dir / "operations.bin");
  if (!file) return tl::unexpected(file.error());
  std::size_t dropped = 0;
  return parse_blocks(file->bytes(), fn, [&](std::size_t position) {
    if (position - dropped < kDropEvery) return;
    file->drop_before(position);
    dropped = position;
  });
}

}  // namespace squall

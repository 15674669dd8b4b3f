#include "harness/journal/reader.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "harness/journal/codec.h"
#include "harness/journal/read_ahead.h"
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

/// The attempts of a file, block by block.
class BlockReader {
 public:
  /// `bytes` must outlive the reader, and begin with a header.
  explicit BlockReader(std::span<const std::byte> bytes) : bytes_(bytes) {}

  /// Appends the attempts of the next block; false at the end.
  bool next(std::vector<Attempt>& to) {
    while (position_ < bytes_.size()) {
      const auto records = block_records(bytes_.subspan(position_));
      if (records.empty()) {
        pass_over();
        continue;
      }
      for (std::size_t at = 0; at < records.size(); at += kRecordBytes) {
        to.push_back(decode_record(records.subspan(at).first<kRecordBytes>()));
      }
      stats_.attempts += records.size() / kRecordBytes;
      ++stats_.blocks;
      position_ += kBlockHeaderBytes + records.size();
      return true;
    }
    return false;
  }

  const AttemptStats& stats() const { return stats_; }
  std::size_t position() const { return position_; }

 private:
  /// What is no block at the present position, up to the next one. Blocks keep the alignment of
  /// the header and of one another.
  void pass_over() {
    const std::size_t bad = position_;
    do {
      position_ = std::min(position_ + kBlockHeaderBytes, bytes_.size());
    } while (position_ < bytes_.size() && block_records(bytes_.subspan(position_)).empty());
    const bool cut = position_ == bytes_.size() && is_cut_block(bytes_.subspan(bad));
    stats_.torn = stats_.torn || cut;
    stats_.corrupt_blocks += cut ? 0 : 1;
  }

  std::span<const std::byte> bytes_;
  std::size_t position_ = kHeaderBytes;
  AttemptStats stats_;
};

Result<BlockReader> open_blocks(std::span<const std::byte> bytes) {
  const std::string mistake = header_mistake(bytes);
  if (!mistake.empty()) return fail("cannot read operations.bin: " + mistake);
  return BlockReader(bytes);
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
  auto blocks = open_blocks(bytes);
  if (!blocks) return tl::unexpected(blocks.error());
  std::vector<Attempt> attempts;
  for (; blocks->next(attempts); attempts.clear()) fn(attempts);
  return blocks->stats();
}

Result<JournalEvents> read_journal(const std::filesystem::path& run_dir) {
  const auto file = MappedFile::open(run_dir / "journal.jsonl");
  if (!file) return tl::unexpected(file.error());
  return parse_journal(file->text());
}

Result<void> check_attempts(const std::filesystem::path& run_dir) {
  const auto file = MappedFile::open(run_dir / "operations.bin");
  if (!file) return tl::unexpected(file.error());
  if (auto blocks = open_blocks(file->bytes()); !blocks) return tl::unexpected(blocks.error());
  return {};
}

Result<AttemptStats> for_each_attempt(const std::filesystem::path& run_dir, const AttemptFn& fn) {
  constexpr std::size_t kDropEvery = std::size_t{32} << 20;
  const auto file = MappedFile::open(run_dir / "operations.bin");
  if (!file) return tl::unexpected(file.error());
  auto blocks = open_blocks(file->bytes());
  if (!blocks) return tl::unexpected(blocks.error());
  std::size_t dropped = 0;
  {
    ReadAhead ahead([&](std::vector<Attempt>& batch) {
      if (blocks->position() - dropped >= kDropEvery) {
        dropped = blocks->position();
        file->drop_before(dropped);
      }
      return blocks->next(batch);
    });
    for (auto batch = ahead.next(); !batch.empty(); batch = ahead.next()) fn(batch);
  }
  return blocks->stats();
}

}  // namespace squall

// Reads the records of a run, also of one that was killed.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "harness/core/error.h"
#include "harness/model/attempt.h"
#include "harness/model/event.h"

namespace squall {

struct JournalEvents {
  std::vector<TimedEvent> events;
  bool torn = false;                ///< The last line is cut off; it is left out.
  std::uint64_t corrupt_lines = 0;  ///< Other lines that are no event; left out too.
};

struct AttemptStats {
  std::uint64_t attempts = 0;
  std::uint64_t blocks = 0;
  std::uint64_t corrupt_blocks = 0;  ///< Left out.
  bool torn = false;                 ///< The last block is cut off; it is left out.
};

/// Gets the attempts batch by batch, in the order of the file (about that of their ends).
using AttemptFn = std::function<void(std::span<const Attempt>)>;

/// The events of DIR/journal.jsonl. An error only if the file cannot be read at all.
Result<JournalEvents> read_journal(const std::filesystem::path& run_dir);

/// Streams DIR/operations.bin in constant memory. An error if the file cannot be read or is none
/// of ours. A thread decodes ahead; `fn` is called on the caller's.
Result<AttemptStats> for_each_attempt(const std::filesystem::path& run_dir, const AttemptFn& fn);

/// Whether DIR/operations.bin begins as a file of this version; else what is wrong with it.
Result<void> check_attempts(const std::filesystem::path& run_dir);

/// The same on bytes in memory; any bytes give a result or an error, never a crash.
JournalEvents parse_journal(std::string_view text);
Result<AttemptStats> parse_attempts(std::span<const std::byte> bytes, const AttemptFn& fn);

}  // namespace squall

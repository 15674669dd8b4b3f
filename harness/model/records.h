// In what condition the records of a run are; filled in by the journal's reader.
#pragma once

#include <cstdint>

namespace squall {

struct RecordsCondition {
  bool journal_torn = false;        ///< The last line of journal.jsonl is cut off.
  std::uint64_t corrupt_lines = 0;  ///< Other lines that are no event.
  bool attempts_missing = false;    ///< There is no operations.bin, or it is none of ours.
  bool attempts_torn = false;       ///< Its last block is cut off.
  std::uint64_t corrupt_blocks = 0;
};

}  // namespace squall

// Reads that found what is old by all that is known when their record comes. Of some a record that
// is still to come may say otherwise:
//
//   - a value that nobody is known to have written may be that of a write under way;
//   - where there was no value, there may have been a delete under way: it is not told by a value,
//     but by having been sent before the read ended.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "harness/analysis/checkers/ledger_checker.h"

namespace squall {

/// How long what was read had been old when the read began, by all that is known; none: it was not.
std::optional<Nanoseconds> age_of(const LedgerRead& read);

/// Reads of one key.
struct OldRead {
  Nanoseconds begun{}, last_begun{};  ///< When the first and the last of them began.
  Nanoseconds age{};                  ///< The greatest.
  std::uint64_t reads = 1, own = 0;   ///< How many; of users who had made it old themselves.
  bool own_delete = false;            ///< The first one had deleted it.
  bool absent = false;                ///< There was no value.
  std::size_t where = 0;              ///< Where the last one read, for those who tell that apart.

  void merge(const OldRead& later);
};

class OldReads {
 public:
  /// So many groups of reads without a value are kept of each key. More are told apart less well: a
  /// delete excuses all of a group.
  static constexpr std::size_t kGroups = 16;

  /// Whether a record that is still to come may excuse what was `read`; then it is kept.
  bool await(const LedgerRead& read, const OldRead& old);
  /// A delete that was sent before `until` excuses it.
  void await_delete(std::uint64_t key, Nanoseconds until, const OldRead& read);
  void add_delete(const Attempt& attempt);

  /// What nothing excused, key after key.
  std::vector<std::pair<std::uint64_t, OldRead>> unexcused(const WriteLedger& ledger) const;

 private:
  struct Group {
    Nanoseconds from{}, until{};  ///< Of those in it.
    OldRead reads;
  };

  std::map<std::pair<std::uint64_t, std::uint64_t>, OldRead> unwritten_;  ///< By key and value.
  std::map<std::uint64_t, std::vector<Group>> absent_;                    ///< By key; by `until`.
};

}  // namespace squall

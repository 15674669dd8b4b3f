// What the checkers share that hold reads against the ledger of writes.
#pragma once

#include <algorithm>
#include <array>
#include <vector>

#include "harness/analysis/checkers/checker.h"
#include "harness/analysis/checkers/write_ledger.h"

namespace squall {

/// What a read found, and of which key.
struct LedgerRead {
  const Attempt& attempt;
  Nanoseconds begun{};  ///< When it was sent.
  const WriteLedger::Key& key;
  const WriteLedger::Write& found;  ///< A value, or that there is none.
};

/// Attempts are looked at a few places behind: by then the memory of their keys, which with many
/// keys is everywhere, has been brought near.
class LedgerChecker : public Checker {
 public:
  explicit LedgerChecker(const CheckerScope& scope) : scope_(scope) {}

  void add(const Attempt& attempt) final;
  void finish(CheckerReport& report) final;

 protected:
  virtual void on_read(const LedgerRead& read) = 0;
  /// An attempt that may have had an effect.
  virtual void on_delete(const Attempt& /*attempt*/) {}
  virtual void conclude(CheckerReport& report) = 0;

  const CheckerScope scope_;
  WriteLedger ledger_;

 private:
  static constexpr std::size_t kBehind = 16;  ///< A power of two.

  struct Waiting {
    Attempt attempt;
    WriteLedger::Key* key = nullptr;  ///< None: the place is free.
    bool writes = false, deletes = false;
  };
  void look_at(Waiting& waiting);

  std::array<Waiting, kBehind> waiting_;
  std::size_t added_ = 0;
};

/// What the newest of a key's reads of one kind found.
struct LastRead {
  std::size_t read = 0;  ///< Index in Scenario::read_backs.
  std::uint64_t value = 0;
  Nanoseconds begun{}, ended{};
};

/// Puts the read in the place of the one before it of the same kind.
inline void keep_last(std::vector<LastRead>& reads, std::size_t index, const Attempt& attempt) {
  auto last = std::find_if(reads.begin(), reads.end(),
                           [index](const LastRead& each) { return each.read == index; });
  if (last == reads.end()) last = reads.insert(last, LastRead{});
  *last = {index, attempt.value_hash, attempt.intended + attempt.sent,
           attempt.intended + attempt.end};
}

}  // namespace squall

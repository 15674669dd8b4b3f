// The ledger of a system's data: every write of a key that was tried, and whether what a read found
// may be there.
//
// A key is a register: the last write wins. Each write operation has a value of its own, so that a
// value names its write. Write w is superseded as soon as a write that began after w was
// acknowledged has itself been acknowledged: from then on w's value is old. A write whose effect is
// unknown may take effect at any later time, and is never old.
//
// Attempts come in the order in which they ended. A read may therefore find the value of a write
// whose record comes later: such a value is `unwritten` until then. One that stays so was there
// before the run, or nobody wrote it.
//
// A delete is a write of "no value". All deletes of a key leave the same behind, so a read that
// finds nothing is taken to have found the delete that makes it right, or least old.
#pragma once

#include <algorithm>
#include <boost/container/small_vector.hpp>
#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "harness/core/time.h"
#include "harness/model/attempt.h"

namespace squall {

class WriteLedger {
 public:
  static constexpr Nanoseconds kNever = Nanoseconds::max();
  /// Of each key so many writes are kept, and all that may still be current.
  static constexpr std::size_t kWritesKept = 8;

  struct Write {
    std::uint64_t value = 0;
    Nanoseconds sent = kNever;          ///< Of its first attempt; kNever: no write is known.
    Nanoseconds acknowledged = kNever;  ///< kNever: it was not.
    Nanoseconds superseded = kNever;    ///< Since when its value is old.
    std::uint32_t user = 0;
    std::uint16_t status = 0;  ///< Of the acknowledgement.
    std::uint8_t load = 0;
    bool may_come = false;  ///< An attempt of it may take effect at any time.
    /// No write of it is known, and it was there before any write was acknowledged.
    bool from_before = false;
    bool seen = false;     ///< A read found it.
    bool deletes = false;  ///< It is a delete; `value` only tells it from others.

    bool written() const { return sent != kNever; }
    bool acked() const { return acknowledged != kNever; }
    /// The value is, by all that is known, that of the key now, or may become it.
    bool current() const { return superseded == kNever; }
  };

  /// What most attempts need to know of a key stands together: with many keys the time goes in
  /// waiting for memory.
  class Key {
   public:
    /// kAbsent: the delete that may be behind it, or what was read of a key without deletes.
    Write* find(std::uint64_t value);
    const Write* find(std::uint64_t value) const { return const_cast<Key*>(this)->find(value); }
    const std::vector<Write>& writes() const { return writes_; }  ///< Also values only read.
    bool was_deleted() const { return was_deleted_; }             ///< Or may have been.
    /// Begins to bring near what the next attempt will look at.
    void prefetch() const {
      __builtin_prefetch(this);
      __builtin_prefetch(reinterpret_cast<const char*>(this) + 64);
      __builtin_prefetch(reinterpret_cast<const char*>(this) + 128);
    }
    void prefetch_writes() const {
      if (!current_.empty()) __builtin_prefetch(&writes_[current_.back()]);
    }

    Nanoseconds first_acked = kNever;  ///< When the first acknowledgement came.
    Nanoseconds newest_acked{-1};      ///< When the latest came; negative: there is none.
    /// When the newest of its writes that are no longer kept was acknowledged; negative: all are.
    Nanoseconds newest_forgotten{-1};
    bool forgot() const { return newest_forgotten >= Nanoseconds{}; }

   private:
    friend class WriteLedger;
    Write& add(std::uint64_t value);
    Write& add_delete(std::uint64_t value);
    Write* find_absent();
    Write* place_of_oldest();
    void make_current(const Write& write);
    void make_old(const Write& write, Nanoseconds since);
    void supersede_by(const Write& newest);

    boost::container::small_vector<std::uint64_t, kWritesKept> values_;  ///< Those of writes_.
    boost::container::small_vector<std::uint32_t, 4> current_;           ///< Indices in writes_.
    std::vector<Write> writes_;
    std::uint32_t next_forgotten_ = 0;
    bool was_deleted_ = false;
  };

  /// The key, entered if it is new. It stays in its place.
  Key& key(std::uint64_t hash);
  const Key* find(std::uint64_t hash) const;
  /// The wanted keys and their hashes, in the order of the hashes.
  template <typename Wanted>
  std::vector<std::pair<std::uint64_t, const Key*>> keys(const Wanted& wanted) const {
    std::vector<std::pair<std::uint64_t, const Key*>> all;
    for (const auto& [hash, key] : places_) {
      if (wanted(*key)) all.emplace_back(hash, key);
    }
    std::sort(all.begin(), all.end());
    return all;
  }

  /// An attempt of a write that may have had an effect.
  void add_write(Key& key, const Attempt& attempt, bool deletes = false);

  /// What a read found that began at `begun`. The value is entered as one that was read, if it is
  /// new. The reference holds until the next call.
  static const Write& add_read(Key& key, std::uint64_t value, Nanoseconds begun);

  /// Write operations, by the status of the answer that acknowledged them.
  const std::map<std::uint16_t, std::uint64_t>& acknowledged() const { return acknowledged_; }
  std::uint64_t deletes() const { return deletes_; }  ///< Of these, deletes.

 private:
  std::deque<Key> keys_;
  boost::unordered_flat_map<std::uint64_t, Key*> places_;  ///< In keys_, by hash.
  std::map<std::uint16_t, std::uint64_t> acknowledged_;
  std::uint64_t deletes_ = 0;
};

/// How long the value had been old when a read began; none: it was not.
inline std::optional<Nanoseconds> age_of(const WriteLedger::Write& found, Nanoseconds begun) {
  if (found.superseded == WriteLedger::kNever || found.superseded >= begun) return {};
  return begun - found.superseded;
}

}  // namespace squall

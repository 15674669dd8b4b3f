#include "harness/analysis/checkers/linearizable.h"

#include <algorithm>
#include <boost/container_hash/hash.hpp>
#include <boost/unordered/unordered_flat_set.hpp>
#include <utility>

namespace squall {
namespace {

using OperationKind = RegisterOperation::Kind;
using RegisterState = std::optional<std::uint64_t>;  // None: not known yet.

/// The register after the operation; nullopt: it could not have gone like that.
std::optional<RegisterState> state_after(const RegisterOperation& operation,
                                         const RegisterState& state) {
  switch (operation.kind) {
    case OperationKind::kWrite:
      return RegisterState(operation.value);
    case OperationKind::kRead:
      if (state && *state != operation.value) return {};
      return RegisterState(operation.value);
    case OperationKind::kCompareAndSet: {
      // One without a return had an effect, or it need not be placed at all.
      const bool succeeded = operation.succeeded || operation.returned == RegisterOperation::kNever;
      if (succeeded && state && *state != operation.expected) return {};
      if (!succeeded && state && *state == operation.expected) return {};
      return succeeded ? RegisterState(operation.value) : state;
    }
  }
  return {};
}

/// A call or a return, in a list by time from which operations can be taken out and put back.
struct ListEntry {
  std::uint32_t operation = 0;
  std::uint32_t previous = 0, next = 0;
  std::uint32_t match = 0;  ///< Of a call: its return; kNoEntry: it has none.
  Nanoseconds at{};
  bool returns = false;
};

constexpr std::uint32_t kNoEntry = ~std::uint32_t{0};

/// A set of operations, known by the sum (exclusive or) of a random number for each (Zobrist,
/// "A new hashing method with application for game playing", 1970). Two sets are taken for one with
/// a probability of 2^-128, so a configuration costs the same however long the history is.
struct OperationSet {
  std::uint64_t high = 0, low = 0;

  void flip(std::size_t operation) {
    high ^= mixed(2 * operation);
    low ^= mixed(2 * operation + 1);
  }
  bool operator==(const OperationSet&) const = default;

 private:
  /// The output function of SplitMix64 (Steele, Lea and Flood, 2014).
  static std::uint64_t mixed(std::uint64_t number) {
    number = (number + 1) * 0x9E3779B97F4A7C15ULL;
    number = (number ^ number >> 30U) * 0xBF58476D1CE4E5B9ULL;
    number = (number ^ number >> 27U) * 0x94D049BB133111EBULL;
    return number ^ number >> 31U;
  }
};

/// Which operations have been placed, and what stands in the register then.
struct Configuration {
  OperationSet placed;
  RegisterState state;

  bool operator==(const Configuration&) const = default;
  friend std::size_t hash_value(const Configuration& of) {
    return static_cast<std::size_t>(of.placed.high ^ of.state.value_or(0));
  }
};

class OrderSearch {
 public:
  OrderSearch(const std::vector<RegisterOperation>& operations, RegisterState initial,
              const LinearizabilityBounds& bounds)
      : operations_(operations), bounds_(bounds), now_{{}, initial} {
    make_list();
  }

  LinearizabilityResult run();

 private:
  struct Taken {
    std::uint32_t entry;
    RegisterState before;
    bool open;  ///< It was taken among those without a return.
  };

  void make_list();
  void lift(std::uint32_t entry);
  void put_back(std::uint32_t entry);
  const std::vector<RegisterOperation>& operations_;
  const LinearizabilityBounds& bounds_;
  Configuration now_;
  std::vector<ListEntry> list_;  ///< [0] is its head.
  std::vector<Taken> taken_;
  std::size_t returns_left_ = 0;
  std::uint32_t furthest_ = kNoEntry;  ///< The latest return that stopped the search.
  boost::unordered_flat_set<Configuration, boost::hash<Configuration>> seen_;
};

void OrderSearch::make_list() {
  std::vector<ListEntry> entries;
  entries.reserve(2 * operations_.size());
  for (std::uint32_t i = 0; i < operations_.size(); ++i) {
    entries.push_back({i, 0, 0, kNoEntry, operations_[i].called, false});
    if (operations_[i].returned == RegisterOperation::kNever) continue;
    entries.push_back({i, 0, 0, kNoEntry, operations_[i].returned, true});
    ++returns_left_;
  }
  // A call at the moment of a return comes first: they may have overlapped.
  std::stable_sort(entries.begin(), entries.end(), [](const ListEntry& a, const ListEntry& b) {
    return a.at != b.at ? a.at < b.at : a.returns < b.returns;
  });
  list_.reserve(entries.size() + 1);
  seen_.reserve(operations_.size());
  list_.push_back({kNoEntry, 0, 0, kNoEntry, {}, false});
  list_.insert(list_.end(), entries.begin(), entries.end());
  std::vector<std::uint32_t> call_of(operations_.size());
  for (std::uint32_t i = 1; i < list_.size(); ++i) {
    if (!list_[i].returns) call_of[list_[i].operation] = i;
    if (list_[i].returns) list_[call_of[list_[i].operation]].match = i;
  }
  for (std::uint32_t i = 0; i < list_.size(); ++i) {
    list_[i].previous = i == 0 ? kNoEntry : i - 1;
    list_[i].next = i + 1 == list_.size() ? kNoEntry : i + 1;
  }
}

void OrderSearch::lift(std::uint32_t entry) {
  for (const std::uint32_t at : {entry, list_[entry].match}) {
    if (at == kNoEntry) continue;
    list_[list_[at].previous].next = list_[at].next;
    if (list_[at].next != kNoEntry) list_[list_[at].next].previous = list_[at].previous;
  }
}

void OrderSearch::put_back(std::uint32_t entry) {
  for (const std::uint32_t at : {list_[entry].match, entry}) {
    if (at == kNoEntry) continue;
    list_[list_[at].previous].next = at;
    if (list_[at].next != kNoEntry) list_[list_[at].next].previous = at;
  }
}

LinearizabilityResult OrderSearch::run() {
  std::uint32_t at = list_.front().next;
  // Those without a return are only tried when no other can come next.
  bool open = false;
  while (returns_left_ > 0) {
    const ListEntry& entry = list_[at];
    if (!entry.returns && open != (entry.match == kNoEntry)) {
      at = entry.next;
      continue;
    }
    if (!entry.returns) {
      const auto after = state_after(operations_[entry.operation], now_.state);
      if (after) {
        now_.placed.flip(entry.operation);
        const RegisterState before = std::exchange(now_.state, *after);
        if (seen_.insert(now_).second) {
          if (seen_.size() > bounds_.configurations) return {Linearizable::kUnknown};
          taken_.push_back({at, before, open});
          if (entry.match != kNoEntry) --returns_left_;
          lift(at);
          at = list_.front().next;
          open = false;
          continue;
        }
        now_.placed.flip(entry.operation);
        now_.state = before;
      }
      at = entry.next;
      continue;  // A return stands behind it: one is left.
    }
    if (!std::exchange(open, true)) {
      at = list_.front().next;
      continue;
    }
    if (furthest_ == kNoEntry || list_[furthest_].at < entry.at) furthest_ = at;
    // It must have been placed before it returned: one of those before it was taken too early.
    if (taken_.empty()) {
      return {Linearizable::kNo, furthest_ == kNoEntry
                                     ? std::nullopt
                                     : std::optional<std::size_t>(list_[furthest_].operation)};
    }
    const Taken last = taken_.back();
    taken_.pop_back();
    now_.state = last.before;
    now_.placed.flip(list_[last.entry].operation);
    if (list_[last.entry].match != kNoEntry) ++returns_left_;
    put_back(last.entry);
    open = last.open;
    at = list_[last.entry].next;
  }
  return {Linearizable::kYes};
}

/// A write without a return need not have been done, so one whose value nobody has seen can be left
/// out. A compare-and-set that failed sees that a value is not there: then all have to stay.
class Observed {
 public:
  explicit Observed(const std::vector<RegisterOperation>& operations) {
    for (const RegisterOperation& operation : operations) {
      if (operation.kind == OperationKind::kRead) values_.insert(operation.value);
      if (operation.kind != OperationKind::kCompareAndSet) continue;
      values_.insert(operation.expected);
      all_ = all_ || !operation.succeeded;
    }
  }

  bool matters(const RegisterOperation& operation) const {
    return all_ || operation.returned != RegisterOperation::kNever ||
           values_.contains(operation.value);
  }

 private:
  boost::unordered_flat_set<std::uint64_t> values_;
  bool all_ = false;
};

}  // namespace

LinearizabilityResult check_linearizable(const std::vector<RegisterOperation>& operations,
                                         std::optional<std::uint64_t> initial,
                                         const LinearizabilityBounds& bounds) {
  if (operations.size() > bounds.operations) return {Linearizable::kUnknown};
  const auto never = [](const auto& each) { return each.returned == RegisterOperation::kNever; };
  if (std::none_of(operations.begin(), operations.end(), never)) {
    return OrderSearch(operations, initial, bounds).run();
  }
  const Observed observed(operations);
  std::vector<RegisterOperation> mattering;
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < operations.size(); ++i) {
    if (!observed.matters(operations[i])) continue;
    mattering.push_back(operations[i]);
    places.push_back(i);
  }
  LinearizabilityResult result = OrderSearch(mattering, initial, bounds).run();
  if (result.culprit) result.culprit = places[*result.culprit];
  return result;
}

}  // namespace squall

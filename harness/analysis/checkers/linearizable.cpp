#include "harness/analysis/checkers/linearizable.h"

#include <algorithm>
#include <boost/unordered/unordered_flat_set.hpp>

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
  std::size_t operation = 0;
  bool returns = false;
  Nanoseconds at{};
  std::size_t previous = 0, next = 0;
  std::size_t match = 0;  ///< Of a call: its return; kNone: it has none.
};

constexpr std::size_t kNoEntry = ~std::size_t{0};

class OrderSearch {
 public:
  OrderSearch(const std::vector<RegisterOperation>& operations, RegisterState initial,
              const LinearizabilityBounds& bounds)
      : operations_(operations),
        bounds_(bounds),
        state_(initial),
        placed_((operations.size() + 63) / 64) {
    make_list();
  }

  LinearizabilityResult run();

 private:
  struct Taken {
    std::size_t entry;
    RegisterState before;
    bool open;  ///< It was taken among those without a return.
  };

  void make_list();
  void lift(std::size_t entry);
  void put_back(std::size_t entry);
  bool is_new_configuration();
  void flip(std::size_t operation) {
    placed_[operation / 64] ^= std::uint64_t{1} << operation % 64;
  }

  const std::vector<RegisterOperation>& operations_;
  const LinearizabilityBounds& bounds_;
  RegisterState state_;
  std::vector<std::uint64_t> placed_;  ///< A bit for each operation.
  std::vector<ListEntry> list_;        ///< [0] is its head.
  std::vector<Taken> taken_;
  std::size_t returns_left_ = 0;
  std::size_t furthest_ = kNoEntry;  ///< The latest return that stopped the search.
  boost::unordered_flat_set<std::vector<std::uint64_t>> seen_;
};

void OrderSearch::make_list() {
  std::vector<ListEntry> entries;
  for (std::size_t i = 0; i < operations_.size(); ++i) {
    entries.push_back({i, false, operations_[i].called, 0, 0, kNoEntry});
    if (operations_[i].returned == RegisterOperation::kNever) continue;
    entries.push_back({i, true, operations_[i].returned, 0, 0, kNoEntry});
    ++returns_left_;
  }
  // A call at the moment of a return comes first: they may have overlapped.
  std::stable_sort(entries.begin(), entries.end(), [](const ListEntry& a, const ListEntry& b) {
    return a.at != b.at ? a.at < b.at : a.returns < b.returns;
  });
  list_.push_back({kNoEntry, false, {}, 0, 0, kNoEntry});
  list_.insert(list_.end(), entries.begin(), entries.end());
  std::vector<std::size_t> call_of(operations_.size());
  for (std::size_t i = 1; i < list_.size(); ++i) {
    if (!list_[i].returns) call_of[list_[i].operation] = i;
    if (list_[i].returns) list_[call_of[list_[i].operation]].match = i;
  }
  for (std::size_t i = 0; i < list_.size(); ++i) {
    list_[i].previous = i == 0 ? kNoEntry : i - 1;
    list_[i].next = i + 1 == list_.size() ? kNoEntry : i + 1;
  }
}

void OrderSearch::lift(std::size_t entry) {
  for (const std::size_t at : {entry, list_[entry].match}) {
    if (at == kNoEntry) continue;
    list_[list_[at].previous].next = list_[at].next;
    if (list_[at].next != kNoEntry) list_[list_[at].next].previous = list_[at].previous;
  }
}

void OrderSearch::put_back(std::size_t entry) {
  for (const std::size_t at : {list_[entry].match, entry}) {
    if (at == kNoEntry) continue;
    list_[list_[at].previous].next = at;
    if (list_[at].next != kNoEntry) list_[list_[at].next].previous = at;
  }
}

bool OrderSearch::is_new_configuration() {
  std::vector<std::uint64_t> configuration = placed_;
  configuration.push_back(state_.value_or(0));
  configuration.push_back(state_ ? 1 : 0);
  return seen_.insert(std::move(configuration)).second;
}

LinearizabilityResult OrderSearch::run() {
  std::size_t at = list_.front().next;
  // Those without a return are only tried when no other can come next.
  bool open = false;
  while (returns_left_ > 0) {
    const ListEntry& entry = list_[at];
    if (!entry.returns && open != (entry.match == kNoEntry)) {
      at = entry.next;
      continue;
    }
    if (!entry.returns) {
      const auto after = state_after(operations_[entry.operation], state_);
      if (after) {
        flip(entry.operation);
        const RegisterState before = std::exchange(state_, *after);
        if (is_new_configuration()) {
          if (seen_.size() > bounds_.configurations) return {Linearizable::kUnknown};
          taken_.push_back({at, before, open});
          if (entry.match != kNoEntry) --returns_left_;
          lift(at);
          at = list_.front().next;
          open = false;
          continue;
        }
        flip(entry.operation);
        state_ = before;
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
      return {Linearizable::kNo,
              furthest_ == kNoEntry ? std::nullopt : std::optional(list_[furthest_].operation)};
    }
    const Taken last = taken_.back();
    taken_.pop_back();
    state_ = last.before;
    flip(list_[last.entry].operation);
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

#include "harness/analysis/checkers/at_most_one.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "harness/analysis/checkers/role_logs.h"

namespace squall::at_most_one {
namespace {

/// From one answer that a node holds the role to another, with no other answer between; or from one
/// line of its log to another.
struct Holding {
  Nanoseconds from{}, until{};
  std::size_t node = 0;  ///< In the order in which they were first heard of.
};

struct Asked {
  std::uint64_t answers = 0;
  std::optional<Holding> open;
};

class AtMostOne final : public Checker {
 public:
  explicit AtMostOne(const CheckerScope& scope) : scope_(scope) {
    for (const std::size_t read : scope.spec.reads) asked_[read];
  }

  void add(const Attempt& attempt) override {
    const auto index = scope_.own_read_of(attempt);
    const auto found = index && attempt.final ? asked_.find(*index) : asked_.end();
    if (found == asked_.end()) return;
    Asked& asked = found->second;
    if (attempt.status != 0) ++asked.answers;
    if (attempt.operation_outcome != Outcome::kOk) {
      if (asked.open) holdings_.push_back(*asked.open);
      asked.open.reset();
      return;
    }
    ++held_;
    // It may have been so at any time between the request and the answer; only what lies between
    // two of them is sure.
    const Nanoseconds begun = attempt.intended + attempt.sent;
    const Nanoseconds ended = attempt.intended + attempt.end;
    if (!asked.open) {
      const ReadBack& read = scope_.read(*index);
      asked.open = Holding{ended, ended, number_of(read.node)};
    }
    asked.open->until = std::max(asked.open->until, begun);
  }

  void finish(CheckerReport& report) override {
    CheckerFindings findings(report, scope_.spec.options);
    if (!asked_.empty()) finish_asking(findings);
    if (!scope_.spec.logs.empty()) read_logs(findings);
    const Nanoseconds allowed = scope_.spec.options.get_or<Nanoseconds>("overlap", Nanoseconds{});
    Nanoseconds longest{};
    std::uint64_t overlaps = 0;
    for_each_overlap(
        [&](const Holding& one, const Holding& other, Nanoseconds from, Nanoseconds until) {
          ++overlaps;
          longest = std::max(longest, until - from);
          if (until - from <= allowed) return;
          findings.fail();
          findings.example(from, [&] {
            return fmt::format("{} and {} both held it from {:.3f} s to {:.3f} s", nodes_[one.node],
                               nodes_[other.node], seconds(from), seconds(until));
          });
        });
    findings.count("held", held_);
    findings.count("overlaps", overlaps);
    findings.count("longest_overlap_ms", static_cast<std::uint64_t>(longest.count() / 1'000'000));
    if (held_ == 0) findings.cannot_tell("no node ever said that it holds it");
    findings.conclude();
  }

 private:
  std::size_t number_of(const std::string& node) {
    const auto known = std::find(nodes_.begin(), nodes_.end(), node);
    if (known != nodes_.end()) return static_cast<std::size_t>(known - nodes_.begin());
    nodes_.push_back(node);
    return nodes_.size() - 1;
  }

  void finish_asking(CheckerFindings& findings) {
    std::uint64_t asked = 0, answers = 0;
    for (auto& [node, each] : asked_) {
      if (each.open) holdings_.push_back(*each.open);
      asked += each.answers > 0 ? 1U : 0U;
      answers += each.answers;
    }
    findings.count("answers", answers);
    if (asked >= 2) return;
    findings.cannot_tell([&] { return fmt::format("only {} of the nodes gave an answer", asked); });
  }

  void read_logs(CheckerFindings& findings) {
    const RoleLogs logs = read_role_logs(scope_.history.of_roles, scope_.spec.name);
    for (const RoleLogs::Held& held : logs.held) {
      holdings_.push_back({held.from, held.until, number_of(held.node)});
    }
    held_ += logs.gained;
    findings.count("lines", logs.lines);
    if (!logs.problem.empty()) findings.cannot_tell(logs.problem);
    if (logs.read >= 2) return;
    findings.cannot_tell(
        [&] { return fmt::format("only {} of the nodes' logs could be read", logs.read); });
  }

  template <typename Do>
  void for_each_overlap(const Do& visit) {
    std::sort(holdings_.begin(), holdings_.end(),
              [](const Holding& a, const Holding& b) { return a.from < b.from; });
    std::vector<Holding> open;  // At most one for each node.
    for (const Holding& next : holdings_) {
      std::erase_if(open, [&](const Holding& each) { return each.until <= next.from; });
      for (const Holding& each : open) {
        const Nanoseconds until = std::min(each.until, next.until);
        if (each.node != next.node && until > next.from) visit(each, next, next.from, until);
      }
      if (next.until > next.from) open.push_back(next);
    }
  }

  const CheckerScope scope_;
  std::map<std::size_t, Asked> asked_;  ///< By read.
  std::vector<Holding> holdings_;
  std::vector<std::string> nodes_;
  std::uint64_t held_ = 0;
};

}  // namespace

std::unique_ptr<Checker> make(const CheckerScope& scope) {
  return std::make_unique<AtMostOne>(scope);
}

}  // namespace squall::at_most_one

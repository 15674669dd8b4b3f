#include "harness/analysis/checkers/exactly_once.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/unordered/unordered_flat_map.hpp>

#include "harness/core/hash.h"

namespace squall::exactly_once {
namespace {

struct Effects {
  std::uint64_t acknowledged = 0, unknown = 0, attempts = 0;  ///< Operations; all attempts sent.
  Nanoseconds last{-1};     ///< When the newest of the attempts ended; -1 ns: none was sent.
  std::uint64_t value = 0;  ///< The newest read; 0: none.
  Nanoseconds read_begun{-1}, read_ended{};
};

class ExactlyOnce final : public Checker {
 public:
  explicit ExactlyOnce(const CheckerScope& scope) : scope_(scope) {}

  void add(const Attempt& attempt) override {
    const LedgerUse use = scope_.use_of(attempt);
    const bool sent = attempt.sent >= Nanoseconds{};
    if (use == LedgerUse::kWrite && attempt.purpose == Purpose::kLoad) {
      Effects& effects = effects_[attempt.key_hash];
      if (sent) {
        ++effects.attempts;
        effects.last = std::max(effects.last, attempt.intended + attempt.end);
      }
      if (!attempt.final) return;
      effects.acknowledged += attempt.operation_outcome == Outcome::kOk ? 1U : 0U;
      effects.unknown += attempt.operation_outcome == Outcome::kIndeterminate ? 1U : 0U;
    } else if (use == LedgerUse::kRead && scope_.own_read_of(attempt)) {
      if (attempt.value_hash == 0 || !sent) return;
      Effects& effects = effects_[attempt.key_hash];
      effects.value = attempt.value_hash;
      effects.read_begun = attempt.intended + attempt.sent;
      effects.read_ended = attempt.intended + attempt.end;
    }
  }

  void finish(CheckerReport& report) override {
    CheckerFindings findings(report, scope_.spec.options);
    const auto keys =
        in_order(effects_, [](const Effects& effects) { return effects.last >= Nanoseconds{}; });
    std::uint64_t acknowledged = 0;
    for (const auto& [hash, effects] : keys) {
      acknowledged += effects->acknowledged;
      judge(hash, *effects, findings);
    }
    findings.count("acknowledged", acknowledged);
    findings.count("keys", keys.size());
    findings.anomaly("lost", lost_);
    findings.anomaly("duplicated", duplicated_);
    findings.anomaly("unexpected", unexpected_);
    if (acknowledged == 0) findings.cannot_tell("no operation was acknowledged");
    findings.conclude();
  }

 private:
  /// What the key's count is, if it is a number that could be.
  static std::optional<std::uint64_t> count_of(const Effects& effects) {
    if (effects.value == kAbsent) return 0;
    for (std::uint64_t n = 0; n <= effects.attempts + 1; ++n) {
      if (hash64(std::to_string(n)) == effects.value) return n;
    }
    return {};
  }

  void judge(std::uint64_t hash, const Effects& effects, CheckerFindings& findings) {
    const std::string key = key_text(scope_, hash);
    if (effects.read_begun < effects.last) {
      return findings.cannot_tell(
          [&] { return fmt::format("key {} could not be read back", key); });
    }
    const std::uint64_t least = effects.acknowledged, most = least + effects.unknown;
    const auto count = count_of(effects);
    const std::string expected =
        least == most ? fmt::format("{}", least) : fmt::format("{} to {}", least, most);
    if (!count) {
      ++unexpected_;
      findings.example(effects.read_ended, [&] {
        return fmt::format("key {}: its count is not the expected {}", key, expected);
      });
      return;
    }
    if (*count >= least && *count <= most) return;
    if (*count < least) lost_ += least - *count;
    if (*count > most) duplicated_ += *count - most;
    findings.example(effects.read_ended, [&] {
      return fmt::format("key {}: {} operations took effect {} times", key, expected, *count);
    });
  }

  const CheckerScope scope_;
  boost::unordered_flat_map<std::uint64_t, Effects> effects_;
  std::uint64_t lost_ = 0, duplicated_ = 0, unexpected_ = 0;
};

}  // namespace

std::unique_ptr<Checker> make(const CheckerScope& scope) {
  return std::make_unique<ExactlyOnce>(scope);
}

}  // namespace squall::exactly_once

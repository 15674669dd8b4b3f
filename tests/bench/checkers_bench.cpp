// What each checker makes of ten million attempts: time, and how much memory it takes for them.
#include <benchmark/benchmark.h>
#include <unistd.h>

#include <fstream>
#include <vector>

#include "harness/core/random.h"
#include "tests/unit/analysis/checker_sheet.h"

namespace squall {
namespace {

constexpr std::uint64_t kHistory = 10'000'000;

double resident_mib() {
  std::ifstream statm("/proc/self/statm");
  double size = 0, resident = 0;
  statm >> size >> resident;
  return resident * static_cast<double>(::sysconf(_SC_PAGESIZE)) / (1024 * 1024);
}

/// Users write and read keys; one in a hundred writes has no answer, one in a thousand reads is
/// old. At the end every key is read back.
class HistorySource {
 public:
  explicit HistorySource(std::uint64_t keys) : keys_(keys), newest_(keys), old_(keys) {}

  Attempt next() {
    ++made_;
    const bool at_end = made_ + keys_ > kHistory;
    const std::uint64_t key = at_end ? kHistory - made_ : random_.below(keys_);
    Attempt attempt = ok_at(Nanoseconds(static_cast<std::int64_t>(made_) * 60'000), ms(2));
    attempt.key_hash = (key + 1) * 0x9E3779B97F4A7C15ULL;
    attempt.user = static_cast<std::uint32_t>(key % 1000);
    const bool reads = at_end || made_ % 2 == 0 || newest_[key] == 0;
    if (reads) {
      attempt.step = 1;
      const bool is_old = old_[key] != 0 && random_.below(1000) == 0;
      attempt.value_hash = is_old ? old_[key] : newest_[key] == 0 ? kAbsent : newest_[key];
      if (newest_[key] == 0) newest_[key] = attempt.value_hash;
    } else {
      attempt.value_hash = made_ * 0xD6E8FEB86659FD93ULL | 1U;
      attempt.status = 201;
      if (random_.below(100) == 0) {
        attempt.outcome = attempt.operation_outcome = Outcome::kIndeterminate;
      } else {
        old_[key] = newest_[key];
        newest_[key] = attempt.value_hash;
      }
    }
    if (at_end) {
      attempt.purpose = Purpose::kReadBack;
      attempt.load = 1;
    }
    return attempt;
  }

 private:
  const std::uint64_t keys_;
  std::vector<std::uint64_t> newest_, old_;
  Random random_{7};
  std::uint64_t made_ = 0;
};

void check(benchmark::State& state, std::string_view kind) {
  double most = 0;
  for (auto _ : state) {
    CheckerSheet sheet((std::string(kind)));
    sheet.scenario.loads.front().keys.reset();  // Names of keys are not what is measured.
    sheet.fault(1000, 2000);
    state.PauseTiming();
    HistorySource source(static_cast<std::uint64_t>(state.range(0)));
    std::vector<Attempt> attempts(1 << 16);
    const double before = resident_mib();
    Checkers checkers(sheet.scenario, sheet.topology, sheet.history);
    for (std::uint64_t made = 0; made < kHistory;) {
      const auto count = std::min<std::uint64_t>(attempts.size(), kHistory - made);
      for (std::uint64_t i = 0; i < count; ++i) attempts[i] = source.next();
      made += count;
      state.ResumeTiming();
      for (std::uint64_t i = 0; i < count; ++i) checkers.add(attempts[i]);
      state.PauseTiming();
    }
    most = std::max(most, resident_mib() - before);
    state.ResumeTiming();
    benchmark::DoNotOptimize(checkers.finish({}, true).size());
  }
  state.counters["MiB"] = most;
}

void register_all() {
  for (const Kind& kind : kCheckerKinds) {
    benchmark::RegisterBenchmark(
        ("check/" + std::string(kind.name)).c_str(),
        [name = kind.name](benchmark::State& state) { check(state, name); })
        ->Arg(1000)
        ->Arg(10'000)
        ->Arg(100'000)
        ->Iterations(1)
        ->Unit(benchmark::kMillisecond);
  }
}

const bool kRegistered = (register_all(), true);

}  // namespace
}  // namespace squall

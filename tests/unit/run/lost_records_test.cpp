// From a writer that cannot keep up to the verdict.
#include <catch2/catch.hpp>

#include "harness/journal/reader.h"
#include "harness/journal/writer.h"
#include "tests/unit/analysis/samples.h"
#include "tests/unit/journal/samples.h"

using namespace squall;

namespace {

/// The report of a run in which each of `handed_over` attempts ended ok, but whose writer takes no
/// more than `queued` at once.
Report report_of(std::size_t queued, std::size_t handed_over) {
  const TemporaryFolder folder;
  const SecretMask mask;
  const RunClock clock;
  SampleRun run;
  run.gate(at_least(metric("availability"), 0.99));
  {
    const auto writer = JournalWriter::open(folder.path(), clock, mask, queued);
    REQUIRE(writer);
    (*writer)->on_event(RunStarted{});
    (*writer)->on_event(PhaseStarted{"calm"});
    (*writer)->on_attempts(std::vector<Attempt>(handed_over, ok_at(clock.now())));
    (*writer)->on_event(PhaseEnded{"calm", "duration", true});
    (*writer)->on_event(RunEnded{"completed", "", 0, (*writer)->lost_records()});
  }
  auto journal = read_journal(folder.path());
  REQUIRE(journal);
  Analysis analysis(run.scenario, run.topology, std::move(journal->events));
  REQUIRE(for_each_attempt(folder.path(),
                           [&](std::span<const Attempt> batch) { analysis.add(batch); }));
  return analysis.finish();
}

}  // namespace

TEST_CASE("a run whose attempts were not all recorded never passes") {
  const Report whole = report_of(100, 100);
  CHECK(whole.verdict == Verdict::kPass);
  const Report lossy = report_of(100, 103);
  CHECK(lossy.gates.at(0).verdict == CheckVerdict::kPass);
  CHECK(lossy.verdict == Verdict::kInconclusive);
  CHECK(lossy.exit_code == 2);
  REQUIRE(lossy.reasons.size() == 1);
  CHECK(lossy.reasons[0].find("3 records were lost") != std::string::npos);
}

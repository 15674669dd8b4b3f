#include "harness/run/offline.h"

#include <fmt/format.h>

#include "harness/analysis/analysis.h"
#include "harness/core/file.h"
#include "harness/scenario/session_scenario.h"

namespace squall {

Result<RunRecords> read_records(const std::filesystem::path& run_dir, const KindTables& kinds) {
  LoadRequest request;
  request.file = run_dir / "scenario.toml";
  auto journal = read_journal(run_dir);
  if (journal && is_session(journal->events)) {
    // What stands there is what the session began with, or, if it ended in order, what it was.
    auto base = parse_toml_file(request.file);
    if (!base) return fail(to_string(base.error()));
    request.text = to_toml(session_scenario(*std::move(base), journal->events));
  }
  auto loaded = load_scenario(request, kinds);
  if (!loaded) return fail(to_string(loaded.error().front()));
  if (!journal) return tl::unexpected(journal.error());
  std::string text = request.text ? *request.text : read_file(request.file).value_or("");
  return RunRecords{*std::move(loaded), *std::move(journal), std::move(text)};
}

Result<Report> read_report(const std::filesystem::path& run_dir, const KindTables& kinds) {
  auto records = read_records(run_dir, kinds);
  if (!records) return tl::unexpected(records.error());
  auto& [loaded, journal, scenario] = *records;

  RecordsCondition condition;
  condition.journal_torn = journal.torn;
  condition.corrupt_lines = journal.corrupt_lines;
  Analysis analysis(loaded.scenario, loaded.topology, std::move(journal.events));
  const auto attempts = for_each_attempt(
      run_dir, [&analysis](std::span<const Attempt> block) { analysis.add(block); });
  if (attempts) {
    condition.attempts_torn = attempts->torn;
    condition.corrupt_blocks = attempts->corrupt_blocks;
  } else {
    condition.attempts_missing = true;
  }
  Report report = analysis.finish(condition);
  report.scenario_text = std::move(scenario);
  return report;
}

}  // namespace squall

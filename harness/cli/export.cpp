#include "harness/cli/export.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "harness/analysis/history.h"
#include "harness/analysis/latency_distribution.h"
#include "harness/cli/output.h"
#include "harness/journal/reader.h"
#include "reports/attempt_rows.h"
#include "reports/hgrm.h"

namespace squall {
namespace {

namespace fs = std::filesystem;

/// Ends the reading of records from within: there is nobody to write them to.
struct WriteFailed {
  Error error;
};

std::string doubts_of(const AttemptStats& stats) {
  std::string doubts;
  if (stats.corrupt_blocks > 0) {
    doubts = fmt::format("{} corrupt blocks of operations.bin were left out", stats.corrupt_blocks);
  }
  if (stats.torn) {
    doubts += doubts.empty() ? "" : "; ";
    doubts += "the end of operations.bin is cut off";
  }
  return doubts;
}

Result<AttemptStats> write_rows(RowForm form, const fs::path& run_dir, const RunRecords& records,
                                const History& history, const fs::path& to) {
  auto output = Output::open(to);
  if (!output) return tl::unexpected(output.error());
  const auto write = [&](const char* data, std::size_t size) {
    if (auto written = output->write(data, size); !written) throw WriteFailed{written.error()};
  };
  const AttemptRows rows(form, records.loaded.scenario, records.loaded.topology, history);
  try {
    const std::string header = rows.header();
    write(header.data(), header.size());
    fmt::memory_buffer text;
    return for_each_attempt(run_dir, [&](std::span<const Attempt> attempts) {
      text.clear();
      rows.append(attempts, text);
      write(text.data(), text.size());
    });
  } catch (const WriteFailed& failed) {
    return tl::unexpected(failed.error);
  }
}

Result<void> write_text(const fs::path& to, const std::string& text) {
  auto output = Output::open(to);
  if (!output) return tl::unexpected(output.error());
  return output->write(text.data(), text.size());
}

/// "response_time.node-killed.hgrm"; a name that is no part of a path.
fs::path hgrm_file(std::string_view time, std::string_view phase) {
  std::string name = fmt::format("{}.{}.hgrm", time, phase);
  std::replace(name.begin(), name.end(), '/', '_');
  return name;
}

Result<void> write_both(const fs::path& folder, std::string_view phase, const Tally& tally) {
  auto written = write_text(folder / hgrm_file("response_time", phase), hgrm(tally.response));
  if (!written) return written;
  return write_text(folder / hgrm_file("service_time", phase), hgrm(tally.service));
}

Result<AttemptStats> write_distributions(const fs::path& run_dir, const History& history,
                                         const fs::path& to) {
  LatencyDistribution distribution(history);
  auto stats = for_each_attempt(
      run_dir, [&](std::span<const Attempt> attempts) { distribution.add(attempts); });
  if (!stats) return stats;
  if (to.empty()) {
    auto written = write_text({}, hgrm(distribution.all().response));
    if (!written) return tl::unexpected(written.error());
    return stats;
  }
  std::error_code error;
  fs::create_directories(to, error);
  if (error) return fail(fmt::format("cannot create {}: {}", to.string(), error.message()));
  auto written = write_both(to, "all", distribution.all());
  for (std::size_t i = 0; written && i < history.phases.size(); ++i) {
    written = write_both(to, history.phases[i].name, distribution.phase(i));
  }
  if (!written) return tl::unexpected(written.error());
  return stats;
}

}  // namespace

std::vector<std::string> export_names() { return {"csv", "jsonl", "hgrm"}; }

Result<std::string> export_records(const fs::path& run_dir, const RunRecords& records,
                                   std::string_view what, const fs::path& output) {
  const History history = read_history(records.loaded.scenario, records.journal.events);
  const RowForm form = what == "csv" ? RowForm::kCsv : RowForm::kJsonLines;
  const auto stats = what == "hgrm" ? write_distributions(run_dir, history, output)
                                    : write_rows(form, run_dir, records, history, output);
  if (!stats) return tl::unexpected(stats.error());
  return doubts_of(*stats);
}

}  // namespace squall

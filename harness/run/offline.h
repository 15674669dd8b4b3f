// The offline half: a report from nothing but the records in a run directory.
#pragma once

#include <filesystem>

#include "harness/core/error.h"
#include "harness/journal/reader.h"
#include "harness/model/kind.h"
#include "harness/model/report.h"
#include "harness/scenario/load.h"

namespace squall {

/// What a run directory holds besides its attempts.
struct RunRecords {
  LoadedScenario loaded;
  JournalEvents journal;
  std::string scenario;  ///< Its text.
};

/// Reads scenario.toml, topology.toml and journal.jsonl of `run_dir`. The error says which file
/// cannot be read.
Result<RunRecords> read_records(const std::filesystem::path& run_dir, const KindTables& kinds);

/// Reads scenario.toml, topology.toml, journal.jsonl and operations.bin of `run_dir`, also of a run
/// that was killed. The error says which file cannot be read.
Result<Report> read_report(const std::filesystem::path& run_dir, const KindTables& kinds);

}  // namespace squall

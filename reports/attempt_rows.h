// Every attempt as a row of text, for spreadsheets and scripts: CSV (RFC 4180) or JSON lines.
//
// Names are resolved; times have their unit in the column's name; what did not happen is empty, in
// JSON null. Times of an attempt count from when its operation was due, `intended_s` from the
// start of the run. `response_time_ms` is that of an operation and stands on its final attempt.
#pragma once

#include <fmt/format.h>

#include <span>
#include <string>
#include <vector>

#include "harness/analysis/history.h"
#include "harness/model/attempt.h"
#include "harness/model/scenario.h"
#include "harness/model/topology.h"

namespace squall {

enum class RowForm { kCsv, kJsonLines };

class AttemptRows {
 public:
  /// All must outlive the rows.
  AttemptRows(RowForm form, const Scenario& scenario, const Topology& topology,
              const History& history);

  /// The line with the columns' names; empty for JSON lines.
  std::string header() const;

  void append(std::span<const Attempt> attempts, fmt::memory_buffer& to) const;

 private:
  /// Names as they stand in a row, quoted as its form needs.
  struct Step {
    std::string load, workload, step;
  };

  const Step& names_of(const Attempt& attempt) const;

  RowForm form_;
  const Scenario& scenario_;
  const Topology& topology_;
  const History& history_;
  std::vector<std::string> phases_;
  mutable std::vector<std::vector<Step>> steps_;  ///< [load][step], as they come.
};

}  // namespace squall

// The undo ledger: what has to be undone if the harness dies now, on disk before it is done.
//
// One JSON object a line in <run>/ledger.jsonl: a head (the machine's boot, the harness), then
// entries that are added and removed. A line that was cut short is skipped by the reader, because
// whatever it announced had not begun.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "harness/core/error.h"
#include "harness/core/fd.h"
#include "harness/model/undo.h"

namespace squall {

/// Thread-safe.
class Ledger {
 public:
  /// Creates the file, which must not exist, for a run of this process.
  static Result<std::unique_ptr<Ledger>> create(const std::filesystem::path& file);

  /// How much the entry has to survive. A harness that is killed loses nothing that it wrote; only
  /// a machine that loses its power does, and with it go all processes.
  enum class Survives { kHarness, kMachine };

  /// On return the entry is in the file, and with kMachine on the disk, which can take long if
  /// that is busy. The result is the number by which to remove it.
  Result<int> add(const Undo& undo, Survives survives = Survives::kMachine);

  /// The undo was carried out, or is no longer needed.
  Result<void> remove(int entry);

 private:
  explicit Ledger(Fd file) : file_(std::move(file)) {}
  Result<void> append(std::string line);
  Result<void> synchronise();

  std::mutex mutex_;
  Fd file_;
  int next_ = 1;
  bool torn_ = false;  ///< The last line could not be written whole.
};

struct LedgerContents {
  std::map<int, Undo> open;  ///< What was added and not removed, by number.
  bool this_boot = true;     ///< False: the machine was restarted since; no process is left.
  ProcessIdentity harness;
  std::vector<int> unreadable;  ///< The numbers, from 1, of lines that are whole and no entries.
};

Result<LedgerContents> read_ledger(const std::filesystem::path& file);

/// "<run>/ledger.jsonl"
std::filesystem::path ledger_file(const std::filesystem::path& run_dir);

}  // namespace squall

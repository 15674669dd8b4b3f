#include "harness/topology/cleanup.h"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <csignal>
#include <fstream>
#include <set>
#include <stop_token>

#include "harness/core/proc.h"
#include "harness/core/wait.h"
#include "harness/topology/cgroup.h"
#include "harness/topology/disk.h"
#include "harness/topology/ledger.h"
#include "harness/topology/undo_actions.h"

namespace squall {
namespace {

constexpr Nanoseconds kPatience = std::chrono::seconds(3);
constexpr Nanoseconds kExitPoll = std::chrono::milliseconds(5);

std::string show(const ProcessInfo& process) {
  return fmt::format("pid {} ({})", process.pid, process.command);
}

// The processes that carry the mark, and all that descends from them.
std::vector<ProcessInfo> marked(const std::string& mark) {
  std::vector<ProcessInfo> found;
  for (const ProcessInfo& process : all_processes()) {
    if (!has_environment(process.pid, mark)) continue;
    for (ProcessInfo& member : process_tree(process.pid)) {
      if (member.state != 'Z') found.push_back(std::move(member));
    }
  }
  return found;
}

void end_process(const ProcessIdentity& process, CleanupReport& report) {
  if (!is_alive(process)) return;
  const SteadyTime deadline = steady_now() + kPatience;
  for (const ProcessInfo& member : process_tree(process.pid)) {
    if (signal_process(member.identity(), SIGKILL))
      report.undone.push_back(show(member) + " ended");
  }
  while (is_alive(process) && steady_now() < deadline) wait_for(std::stop_token{}, kExitPoll);
  if (is_alive(process)) report.residue.push_back(fmt::format("pid {} does not end", process.pid));
}

// The folder is `undone`, unless something is wrong.
void note(std::string wrong, const std::string& folder, std::string_view undone,
          CleanupReport& report) {
  if (wrong.empty()) {
    report.undone.push_back(fmt::format("{} {}", folder, undone));
  } else {
    report.residue.push_back(std::move(wrong));
  }
}

// `done` says what was done; else why it could not be.
void note(const Result<std::string>& done, CleanupReport& report) {
  (done ? report.undone : report.residue).push_back(done ? *done : done.error().message);
}

void undo_action(const UndoAction& action, bool this_boot, CleanupReport& report) {
  switch (action.kind) {
    case UndoAction::Kind::kContinue:
      if (this_boot && signal_process(action.process, SIGCONT)) {
        report.undone.push_back(fmt::format("pid {} continued", action.process.pid));
      }
      break;
    case UndoAction::Kind::kEnd:
      if (this_boot) end_process(action.process, report);
      break;
    case UndoAction::Kind::kRemove:
      if (!std::filesystem::exists(action.folder)) break;
      note(remove_folder(action.folder), action.folder, "removed", report);
      break;
    case UndoAction::Kind::kCall:
      if (action.process.pid != 0 && (!this_boot || !is_alive(action.process))) break;
      note(send_undo(action.call), report);
      break;
    case UndoAction::Kind::kRun:
      note(run_undo(action.run, action.folder), report);
      break;
    case UndoAction::Kind::kUnmount:
      if (!is_disk(action.folder)) break;
      note(unmount_disk(action.folder), action.folder, "unmounted", report);
      break;
    case UndoAction::Kind::kUngroup:
      if (!this_boot || !std::filesystem::exists(action.folder)) break;
      note(remove_group(action.folder, action.home), action.folder, "removed", report);
      break;
  }
}

void undo_entry(const Undo& undo, bool this_boot, CleanupReport& report) {
  for (auto action = undo.actions.rbegin(); action != undo.actions.rend(); ++action) {
    undo_action(*action, this_boot, report);
  }
}

void append(CleanupReport& report, CleanupReport more) {
  std::move(more.undone.begin(), more.undone.end(), std::back_inserter(report.undone));
  std::move(more.residue.begin(), more.residue.end(), std::back_inserter(report.residue));
}

}  // namespace

bool end_tree(const ProcessIdentity& root, Nanoseconds patience) {
  const SteadyTime deadline = steady_now() + patience;
  while (true) {
    // As long as anybody is in its session, no other process can get its number.
    const auto now = process_info(root.pid);
    if (now && now->start_ticks != root.start_ticks) return true;
    bool any = false;
    for (const ProcessInfo& process : process_tree(root.pid)) {
      if (process.state == 'Z') continue;
      any = true;
      signal_process(process.identity(), SIGKILL);
    }
    if (!any || steady_now() >= deadline) return !any;
    wait_for(std::stop_token{}, kExitPoll);
  }
}

std::string remove_folder(const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::remove_all(folder, error);
  return error ? fmt::format("{} is left: {}", folder.string(), error.message()) : std::string();
}

CleanupReport end_marked(const std::filesystem::path& run_dir, Nanoseconds deadline) {
  const std::string mark = fmt::format("{}={}", kRunMark, run_dir.string());
  const SteadyTime end = steady_now() + deadline;
  CleanupReport report;
  std::set<std::int64_t> ended;
  // A process shows no environment in the middle of an exec, so one clean look proves little.
  for (int clean_looks = 0; clean_looks < 2;) {
    const std::vector<ProcessInfo> left = marked(mark);
    clean_looks = left.empty() ? clean_looks + 1 : 0;
    for (const ProcessInfo& process : left) {
      if (signal_process(process.identity(), SIGKILL) && ended.insert(process.pid).second) {
        report.undone.push_back(show(process) + " ended");
      }
    }
    if (!left.empty() && steady_now() >= end) {
      for (const ProcessInfo& process : left) {
        report.residue.push_back(show(process) + " does not end");
      }
      break;
    }
    wait_for(std::stop_token{}, kExitPoll);
  }
  return report;
}

CleanupReport undo_run(const std::filesystem::path& run_dir) {
  CleanupReport report;
  const auto ledger = read_ledger(ledger_file(run_dir));
  // What has lost its parent goes first: a process that still writes keeps its folder from going.
  append(report, end_marked(run_dir, kPatience));
  if (!ledger) return report;
  for (auto entry = ledger->open.rbegin(); entry != ledger->open.rend(); ++entry) {
    undo_entry(entry->second, ledger->this_boot, report);
  }
  for (const int line : ledger->unreadable) {
    report.residue.push_back(
        fmt::format("line {} of {} cannot be read: undo by hand what it says, and delete it", line,
                    ledger_file(run_dir).string()));
  }
  for (std::string& left : remove_groups_of_run(run_dir)) {
    report.residue.push_back(std::move(left));
  }
  if (report.residue.empty()) {
    std::error_code error;
    std::filesystem::remove(ledger_file(run_dir), error);
  }
  return report;
}

CleanupReport undo_faults(const std::filesystem::path& run_dir) {
  CleanupReport report;
  const auto ledger = read_ledger(ledger_file(run_dir));
  if (!ledger) return report;
  for (auto entry = ledger->open.rbegin(); entry != ledger->open.rend(); ++entry) {
    if (!entry->second.fault.empty()) undo_entry(entry->second, ledger->this_boot, report);
  }
  return report;
}

Result<CleanupReport> cleanup_run(const std::filesystem::path& run_dir) {
  std::error_code error;
  const std::filesystem::path folder = std::filesystem::canonical(run_dir, error);
  if (error) return fail(fmt::format("{}: {}", run_dir.string(), error.message()));
  const auto ledger = read_ledger(ledger_file(folder));
  if (!ledger) {
    if (!std::filesystem::exists(folder / "journal.jsonl")) {
      return fail(fmt::format("{} is no run directory", folder.string()));
    }
    return CleanupReport{};  // A run takes its ledger away when it has undone everything.
  }
  if (ledger->this_boot && is_alive(ledger->harness)) {
    return fail(
        fmt::format("the run is still going on (pid {}): end that first", ledger->harness.pid));
  }
  CleanupReport report = undo_run(folder);
  write_cleanup_report(folder, report, "cleanup");
  return report;
}

void write_cleanup_report(const std::filesystem::path& run_dir, const CleanupReport& report,
                          std::string_view by) {
  namespace json = boost::json;
  const json::object object{{"by", by},
                            {"at", utc_now()},
                            {"undone", json::value_from(report.undone)},
                            {"residue", json::value_from(report.residue)}};
  std::ofstream(run_dir / "cleanup.json") << json::serialize(object) << '\n';
}

}  // namespace squall

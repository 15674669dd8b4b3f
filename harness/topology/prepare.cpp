#include "harness/topology/prepare.h"

#include <fmt/format.h>

#include <csignal>

#include "harness/core/duration.h"
#include "harness/core/wait.h"
#include "harness/topology/cleanup.h"
#include "harness/topology/errand.h"
#include "harness/topology/lock.h"
#include "harness/topology/logs.h"

namespace squall {
namespace {

namespace fs = std::filesystem;

constexpr Nanoseconds kProgressPoll = std::chrono::milliseconds(50);
constexpr Nanoseconds kProgressEvery = std::chrono::seconds(1);
constexpr Nanoseconds kEndsWithin = std::chrono::seconds(5);

// What is wrong with the preparation once it has ended, or has to be ended; empty: nothing.
std::string wait_for_end(const PrepareContext& context, const Prepare& prepare, const Child& child,
                         const std::stop_token& stop) {
  const SteadyTime start = steady_now();
  SteadyTime shown = start;
  while (!child.wait_exit(kProgressPoll)) {
    const SteadyTime now = steady_now();
    if (stop.stop_requested()) return "was interrupted";
    if (now - start >= prepare.timeout) {
      return fmt::format("did not end within {}", format_duration(prepare.timeout));
    }
    if (now - shown >= kProgressEvery) {
      shown = now;
      context.progress(fmt::format("preparing {}: {:.0f} s", prepare.name, seconds(now - start)));
    }
  }
  const ExitStatus status = child.wait_status();
  if (status.signal != 0 || status.code != 0) return fmt::format("ended with {}", describe(status));
  const bool made = prepare.makes.empty() || fs::exists(home_of(context.placement) / prepare.makes);
  return made ? "" : fmt::format("ended well, but did not make {}", prepare.makes);
}

Started run_one(const PrepareContext& context, const Prepare& prepare,
                const std::stop_token& stop) {
  const fs::path log = errand_log(context.placement, "prepare-" + prepare.name);
  const auto failed = [&](const std::string& why) {
    return tl::unexpected(StartFailure{fmt::format("the preparation '{}' {}", prepare.name, why),
                                       "prepare " + prepare.name, log_tail(log)});
  };
  context.progress(fmt::format("preparing {}", prepare.name));
  const SteadyTime start = steady_now();
  Undo undo{"prepare " + prepare.name, {}};
  if (!prepare.makes.empty()) {
    undo.actions.push_back(
        {UndoAction::Kind::kRemove, {}, (home_of(context.placement) / prepare.makes).string()});
  }
  const auto entry = context.ledger.add(undo);
  if (!entry) return failed("cannot begin: " + entry.error().message);
  const auto child = start_errand(context.placement, context.reaper, prepare.run, log);
  if (!child) return failed("cannot begin: " + child.error().message);
  const std::string wrong = wait_for_end(context, prepare, **child, stop);
  if (!wrong.empty()) {
    end_tree((*child)->identity(), kEndsWithin);
    const std::string left = undo.actions.empty() ? "" : remove_folder(undo.actions[0].folder);
    // It would be taken for made the next time. The ledger keeps it.
    if (!left.empty()) return failed(wrong + "; " + left);
  }
  if (const auto removed = context.ledger.remove(*entry); !removed) {
    return failed("cannot end: " + removed.error().message);
  }
  if (!wrong.empty()) return failed(wrong);
  context.events.on_event(SetupDone{"prepare " + prepare.name, steady_now() - start});
  return {};
}

}  // namespace

Started run_preparations(const PrepareContext& context, std::stop_token stop) {
  const auto is_made = [&](const Prepare& prepare) {
    return !prepare.makes.empty() && fs::exists(home_of(context.placement) / prepare.makes);
  };
  PathLock lock;
  for (const Prepare& prepare : context.placement.topology.prepare) {
    if (!lock) {
      // Taken even where all is made: another run may be in the middle of making it.
      auto taken = PathLock::take(home_of(context.placement), "prepare", prepare.timeout, stop);
      if (!taken) return tl::unexpected(StartFailure{taken.error().message, "", {}});
      lock = std::move(*taken);
    }
    if (is_made(prepare) || prepare.run.empty()) continue;
    if (auto done = run_one(context, prepare, stop); !done) return done;
  }
  return {};
}

}  // namespace squall

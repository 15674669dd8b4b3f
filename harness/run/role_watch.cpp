#include "harness/run/role_watch.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "harness/core/regex.h"
#include "harness/core/text.h"
#include "harness/core/wait.h"
#include "probes/log_reader.h"

namespace squall {
namespace {

constexpr Nanoseconds kLookInterval = std::chrono::milliseconds(50);
constexpr std::size_t kLongestLine_bytes = 120;

/// The log of one node, for one checker.
class RoleLog {
 public:
  RoleLog(const CheckerSpec& checker, std::string node, std::string path)
      : checker_(checker), node_(std::move(node)), path_(std::move(path)) {
    for (auto& [regex, name] : {std::pair{&gained_, "gained"}, std::pair{&lost_, "lost"}}) {
      auto compiled = Regex::compile(checker.options.get_or<std::string>(name, ""));
      if (compiled) *regex = std::move(*compiled);
    }
  }

  void look(Nanoseconds now, EventSink& events) {
    std::vector<RoleLineSeen> seen;
    const auto on_line = [&](std::string_view line) {
      ++lines_;
      const bool gained = gained_ && gained_->found_in(line);
      if (!gained && !(lost_ && lost_->found_in(line))) return;
      if (first_) seen.clear();
      seen.push_back({checker_.name, node_, gained, looked_.value_or(now),
                      clean_utf8(line, kLongestLine_bytes)});
    };
    found_ = reader_.read(path_, on_line, [] { return true; });
    for (RoleLineSeen& each : seen) events.on_event(std::move(each));
    first_ = false;
    looked_ = now;
  }

  RoleLogRead end() const {
    return {checker_.name, node_, lines_, found_ ? "" : fmt::format("there is no file {}", path_)};
  }

 private:
  const CheckerSpec& checker_;
  const std::string node_, path_;
  std::optional<Regex> gained_, lost_;
  LogReader reader_;
  std::optional<Nanoseconds> looked_;  ///< When the last look began.
  std::int64_t lines_ = 0;
  bool first_ = true, found_ = false;
};

std::vector<RoleLog> role_logs(const Scenario& scenario, const System& system) {
  std::vector<RoleLog> logs;
  const Template::Lookup lookup = system.lookup();
  for (const CheckerSpec& checker : scenario.checkers) {
    for (const std::string& node : checker.logs) {
      logs.emplace_back(checker, node, lookup(node + ".log").value_or(""));
    }
  }
  return logs;
}

void watch_logs(std::vector<RoleLog> logs, const RunClock& clock, EventSink& events,
                const std::stop_token& stop) {
  const auto look = [&] {
    for (RoleLog& log : logs) log.look(clock.now(), events);
  };
  SteadyTime next = steady_now();
  do {
    look();
    next = std::max(steady_now(), next + kLookInterval);
  } while (wait_until(stop, next));
  look();
  for (const RoleLog& log : logs) events.on_event(log.end());
}

}  // namespace

RoleWatch::RoleWatch(const Scenario& scenario, const System& system, const RunClock& clock,
                     EventSink& events) {
  std::vector<RoleLog> logs = role_logs(scenario, system);
  if (logs.empty()) return;
  thread_ = std::jthread([logs = std::move(logs), &clock, &events](const std::stop_token& stop) {
    watch_logs(logs, clock, events, stop);
  });
}

}  // namespace squall

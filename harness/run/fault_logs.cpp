#include "harness/run/fault_logs.h"

#include <filesystem>
#include <system_error>
#include <utility>

#include "harness/topology/logs.h"

namespace squall {
namespace {

// Of one run: so much belongs into a report, and nobody reads more.
constexpr std::size_t kMost_bytes = 512 << 10;

std::uintmax_t size_of(const std::filesystem::path& file) {
  std::error_code error;
  const std::uintmax_t size = std::filesystem::file_size(file, error);
  return error ? 0 : size;
}

std::size_t size_of(const LogAround& around) {
  std::size_t size = 0;
  for (const auto* lines : {&around.during, &around.after}) {
    for (const std::string& line : *lines) size += line.size();
  }
  return size;
}

}  // namespace

FaultLogs::Sizes FaultLogs::sizes() const {
  Sizes sizes;
  for (const Node* node : system_.nodes()) {
    if (!node->log.empty()) sizes[node->name] = size_of(node->log);
  }
  return sizes;
}

void FaultLogs::begin(const std::string& fault) {
  const std::scoped_lock lock(mutex_);
  marks_.push_back({fault, sizes(), std::nullopt});
}

void FaultLogs::end(const std::string& fault) {
  const std::scoped_lock lock(mutex_);
  for (auto marks = marks_.rbegin(); marks != marks_.rend(); ++marks) {
    if (marks->fault != fault) continue;
    marks->until = sizes();
    return;
  }
}

void FaultLogs::tell() {
  const std::scoped_lock lock(mutex_);
  const std::vector<Marks> all = std::exchange(marks_, {});
  if (!all.empty() && mask_.has_forgotten()) {
    events_.on_event(
        Warned{"there were too many tokens to keep them out of what nodes logged around "
               "faults: it stands in logs/ alone"});
    return;
  }
  for (const Marks& marks : all) {
    if (told_bytes_ < kMost_bytes) tell_of(marks);
    if (told_bytes_ < kMost_bytes) continue;
    events_.on_event(Warned{"what nodes logged around later faults stands in logs/ alone"});
    return;
  }
}

void FaultLogs::tell_of(const Marks& marks) {
  const Sizes until = marks.until.value_or(sizes());
  for (const Node* node : system_.nodes()) {
    const auto from = marks.from.find(node->name);
    const auto to = until.find(node->name);
    if (from == marks.from.end() || to == until.end() || from->second > to->second) continue;
    LogAround around = log_around(node->log, from->second, to->second, mask_);
    if (around.during.empty() && around.after.empty()) continue;
    told_bytes_ += size_of(around);
    events_.on_event(FaultLogged{marks.fault, node->name, std::move(around.during),
                                 std::move(around.after),
                                 static_cast<std::int64_t>(around.other_bytes)});
  }
}

}  // namespace squall

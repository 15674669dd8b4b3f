#include "harness/analysis/checkers/role_logs.h"

#include <fmt/format.h>

#include <map>
#include <optional>

namespace squall {
namespace {

// A node's end, and that it stands still, is known a little later than it came.
constexpr Nanoseconds kKnownLate = std::chrono::milliseconds(100);

class RoleReader {
 public:
  explicit RoleReader(const std::string& checker) : checker_(checker) {}

  void read(const TimedEvent& event) {
    if (const auto* line = std::get_if<RoleLineSeen>(&event.event)) {
      if (line->checker == checker_) on_line(event.at, *line);
    } else if (const auto* end = std::get_if<RoleLogRead>(&event.event)) {
      if (end->checker == checker_) on_end(event.at, *end);
    } else if (const auto* node = std::get_if<NodeChanged>(&event.event)) {
      on_node(event.at, *node);
    }
  }

  RoleLogs take() { return std::move(logs_); }

 private:
  struct Node {
    bool holds = false, stands_still = false;
    std::optional<Nanoseconds> from;   ///< Of the holding that is open.
    std::optional<Nanoseconds> ended;  ///< When its last process did.
  };

  void on_line(Nanoseconds at, const RoleLineSeen& line) {
    Node& node = nodes_[line.node];
    if (!line.gained) {
      close(line.node, node, line.since);
      node.holds = false;
      return;
    }
    ++logs_.gained;
    // Its process may have ended since it wrote that.
    if (node.holds || (node.ended && line.since <= *node.ended)) return;
    node.holds = true;
    if (!node.stands_still) node.from = at;
  }

  void on_end(Nanoseconds at, const RoleLogRead& end) {
    logs_.lines += static_cast<std::uint64_t>(end.lines);
    if (end.problem.empty()) ++logs_.read;
    if (!end.problem.empty() && logs_.problem.empty()) {
      logs_.problem = fmt::format("the log of {}: {}", end.node, end.problem);
    }
    close(end.node, nodes_[end.node], at - kKnownLate);
  }

  void on_node(Nanoseconds at, const NodeChanged& change) {
    Node& node = nodes_[change.node];
    if (change.state == NodeState::kReady) {
      if (node.stands_still && node.holds) node.from = at;
      node.stands_still = false;
      return;
    }
    close(change.node, node, at - kKnownLate);
    node.stands_still = change.state == NodeState::kStopped;
    if (node.stands_still) return;
    node.holds = false;
    node.ended = at;
  }

  void close(const std::string& name, Node& node, Nanoseconds until) {
    if (node.from && until > *node.from) logs_.held.push_back({name, *node.from, until});
    node.from.reset();
  }

  const std::string& checker_;
  std::map<std::string, Node> nodes_;
  RoleLogs logs_;
};

}  // namespace

RoleLogs read_role_logs(const std::vector<TimedEvent>& events, const std::string& checker) {
  RoleReader reader(checker);
  for (const TimedEvent& event : events) reader.read(event);
  return reader.take();
}

}  // namespace squall

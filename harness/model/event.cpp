#include "harness/model/event.h"

namespace squall {

std::string_view name(NodeState state) {
  switch (state) {
    case NodeState::kStarting:
      return "starting";
    case NodeState::kReady:
      return "ready";
    case NodeState::kStopped:
      return "stopped";
    case NodeState::kDead:
      return "dead";
    case NodeState::kRestarting:
      return "restarting";
    case NodeState::kEnding:
      return "ending";
    case NodeState::kEnded:
      return "ended";
  }
  return "?";
}

std::string to_text(const ClientChanged& event) {
  return "clients: " + (event.settings.empty() ? "as in [client] again" : event.settings);
}

}  // namespace squall

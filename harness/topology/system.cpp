#include "harness/topology/system.h"

#include <fmt/format.h>

#include "harness/topology/errand.h"
#include "harness/topology/logs.h"
#include "harness/topology/programs.h"
#include "harness/topology/system_parts.h"

namespace squall {
namespace {

std::filesystem::path canonical_or_same(const std::filesystem::path& folder) {
  std::error_code error;
  auto path = std::filesystem::canonical(folder, error);
  return error ? folder : path;
}

}  // namespace

System::Parts::Parts(System& owner, const Topology& topology, SystemSettings settings,
                     EventSink& events, SecretMask& mask)
    : topology_(topology),
      settings_([&] {
        settings.run_dir = canonical_or_same(settings.run_dir);
        return std::move(settings);
      }()),
      events_(events),
      mask_(mask),
      placement_{topology, settings_.run_dir, settings_.run_id, settings_.seed, {}, {}},
      owner_(owner) {}

System::System(const Topology& topology, SystemSettings settings, EventSink& events,
               SecretMask& mask)
    : parts_(std::make_unique<Parts>(*this, topology, std::move(settings), events, mask)) {}

System::~System() { parts_->stop(); }

Started System::start(std::stop_token stop) { return parts_->start(std::move(stop)); }
std::vector<std::string> System::stop() { return parts_->stop(); }
const TopologyResolved& System::resolved() const { return parts_->resolved_; }
const std::filesystem::path& System::run_dir() const { return parts_->settings_.run_dir; }
Ledger& System::ledger() { return *parts_->ledger_; }

Template::Lookup System::lookup(std::string_view from, const Node* node, const Node* peer) const {
  const Placement& placement = parts_->placement_;
  return [&placement, view = Viewpoint{std::string(from), node, peer}](std::string_view name) {
    return resolve(placement, view, name);
  };
}

std::vector<Node*> System::nodes() const {
  std::vector<Node*> all;
  for (const auto& node : parts_->placement_.nodes) all.push_back(node.get());
  return all;
}

Node* System::find_node(std::string_view name) const {
  for (const auto& node : parts_->placement_.nodes) {
    if (node->is_called(name)) return node.get();
  }
  return nullptr;
}

Result<std::string> System::signal(Node& node, int number,
                                   const std::vector<ProcessIdentity>& family) {
  return parts_->signal(node, number, family);
}

std::vector<ProcessIdentity> System::processes(const Node& node) const {
  return parts_->driver_of(node).processes(node);
}

Result<std::string> System::restart(Node& node, std::stop_token stop) {
  return parts_->restart(node, std::move(stop));
}

Result<UndoAction> System::undo_by(std::vector<std::string> argv) const {
  const auto program = find_program_of(parts_->topology_, argv.at(0));
  if (!program) return fail(fmt::format("there is no program '{}'", argv[0]));
  argv[0] = program->string();
  UndoAction action{UndoAction::Kind::kRun};
  action.run = std::move(argv);
  action.folder = home_of(parts_->placement_).string();
  return action;
}

Result<std::shared_ptr<Child>> System::execute(const std::string& name,
                                               std::vector<std::string> argv) {
  return parts_->execute(name, std::move(argv));
}

std::vector<std::string> System::said(const std::string& name) const {
  auto lines = log_tail(errand_log(parts_->placement_, "fault-" + name), 3);
  for (std::string& line : lines) line = parts_->mask_.mask(line);
  return lines;
}

void System::note(Node& node, NodeState state, std::string detail) {
  parts_->change(node, state, std::move(detail));
}

std::vector<std::string> System::foreign_listeners() const { return parts_->foreign_listeners(); }

Legs& System::legs() { return *parts_->legs_; }

}  // namespace squall

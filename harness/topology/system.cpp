#include "harness/topology/system.h"

// Stubs, until the topology stands.
namespace squall {

class System::Parts {
 public:
  TopologyResolved resolved;
};

System::System(const Topology&, SystemSettings, EventSink&, Secrets&)
    : parts_(std::make_unique<Parts>()) {}
System::~System() = default;
tl::expected<void, StartFailure> System::start(std::stop_token) {
  return tl::unexpected<StartFailure>(StartFailure{"not built yet", {}, {}});
}
std::vector<std::string> System::stop() { return {}; }
const TopologyResolved& System::resolved() const { return parts_->resolved; }
Template::Lookup System::lookup(std::string_view, const Node*, const Node*) const { return {}; }
std::vector<Node*> System::nodes() const { return {}; }
Node* System::find_node(std::string_view) const { return nullptr; }
Result<std::string> System::signal(Node&, int) { return fail("not built yet"); }
std::vector<ProcessIdentity> System::processes(const Node&) const { return {}; }
Result<std::string> System::restart(Node&, std::stop_token) { return fail("not built yet"); }
void System::note(Node&, NodeState, std::string) {}
Ledger& System::ledger() { std::abort(); }
std::vector<std::string> System::foreign_listeners() const { return {}; }
void System::route(std::string_view, const Node&, Address) {}

}  // namespace squall

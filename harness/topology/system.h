// The running topology: starts it, says where everything is, lends its nodes to faults, and ends
// it without a trace.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/error.h"
#include "harness/core/mask.h"
#include "harness/core/template.h"
#include "harness/model/event.h"
#include "harness/model/topology.h"
#include "harness/topology/ledger.h"
#include "harness/topology/legs.h"
#include "harness/topology/node.h"
#include "harness/topology/start_failure.h"

namespace squall {

class System;

struct SystemSettings {
  std::filesystem::path run_dir;  ///< Exists; absolute.
  std::string run_id;
  std::uint64_t seed = 0;
  bool keep_work = false;  ///< Leave the nodes' folders behind.
  /// One line for a person on what is going on; never called by two threads at once.
  std::function<void(std::string_view line)> progress;
  std::vector<std::string> proxied;  ///< The names of the links that run through the fault proxy.
  /// What the nodes of a service are started with; the error keeps the system from starting.
  std::function<Result<NodePreparation>(const Service&)> prepare;
  /// After every node has its address and before any starts.
  std::function<Result<void>(System&)> on_placed;
  /// The reaper was killed, and the nodes with it. From another thread.
  std::function<void()> on_lost;
};

class System {
 public:
  /// `topology`, `events` and `mask` must outlive the system.
  System(const Topology& topology, SystemSettings settings, EventSink& events, SecretMask& mask);
  ~System();  ///< As stop().

  /// Takes the topology's lock, prepares, places, starts services in the order of their needs and
  /// sets them up. Emits TopologyResolved. After a failure, stop() still has to be called.
  Started start(std::stop_token stop);

  /// Ends everything in reverse order, undoes what faults could not heal and still stands in the
  /// ledger, and looks for residue: that, processes, listeners, folders.
  /// Returns what is left; calling it again does nothing and returns the same.
  std::vector<std::string> stop();

  // ---- after start(), thread-safe ----

  const TopologyResolved& resolved() const;

  /// Static references as `from` ("client", a service, or "" for direct addresses) sees them;
  /// `node` and `peer` add {node.…} and {peer.…}.
  Template::Lookup lookup(std::string_view from = {}, const Node* node = nullptr,
                          const Node* peer = nullptr) const;

  const std::filesystem::path& run_dir() const;

  std::vector<Node*> nodes() const;
  /// "couchdb[1]", or "couchdb" for the only node of a service; nullptr if there is none.
  Node* find_node(std::string_view name) const;

  /// Sends the signal to every process of the node, its own first; what was done, for a person.
  /// `family` are processes that are known to be the node's: one whose parent is killed before it
  /// was seen might not be found any more.
  Result<std::string> signal(Node& node, int number,
                             const std::vector<ProcessIdentity>& family = {});
  /// The processes of the node that are alive, its own first.
  std::vector<ProcessIdentity> processes(const Node& node) const;
  /// Starts a node again: same command, folder and ports (what is left of it is killed before).
  /// Returns once it is ready; the error carries the tail of its log.
  Result<std::string> restart(Node& node, std::stop_token stop);
  /// Starts a command of a fault in the topology's folder, as a child of the reaper; its output
  /// goes to <run>/logs/fault-`name`.log. Its program is looked for as those of services are.
  Result<std::shared_ptr<Child>> execute(const std::string& name, std::vector<std::string> argv);
  /// The same command as data, for its undo: where its program is, and the folder.
  Result<UndoAction> undo_by(std::vector<std::string> argv) const;
  /// The last lines of what it said.
  std::vector<std::string> said(const std::string& name) const;
  /// Journals a state that the caller brought about (stopped, ready).
  void note(Node& node, NodeState state, std::string detail);

  /// What has to be undone if the harness dies.
  Ledger& ledger();

  /// Listeners of the topology's processes on other addresses than loopback, for people.
  std::vector<std::string> foreign_listeners() const;

  /// The connections that run through the fault proxy.
  Legs& legs();

 private:
  class Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace squall

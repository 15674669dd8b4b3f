// The inside of System, for its own sources only.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <vector>

#include "harness/topology/drivers/driver.h"
#include "harness/topology/errand.h"
#include "harness/topology/lock.h"
#include "harness/topology/references.h"
#include "harness/topology/system.h"

namespace squall {

class System::Parts {
 public:
  Parts(System& owner, const Topology& topology, SystemSettings settings, EventSink& events,
        SecretMask& mask);

  Started start(std::stop_token stop);                            // system_start.cpp
  Result<std::string> restart(Node& node, std::stop_token stop);  // system_nodes.cpp
  Result<std::string> signal(Node& node, int number,              // system_nodes.cpp
                             const std::vector<ProcessIdentity>& family);
  void change(Node& node, NodeState state, std::string detail = {});  // system_nodes.cpp
  std::vector<std::string> stop();                                    // system_stop.cpp
  std::vector<std::string> foreign_listeners() const;                 // system_stop.cpp

  Result<std::shared_ptr<Child>> execute(const std::string& name, std::vector<std::string> argv) {
    return start_errand(placement_, *reaper_, std::move(argv),
                        errand_log(placement_, "fault-" + name));
  }

  Driver& driver_of(const Node& node) const { return *drivers_.at(node.service.driver); }

  const Topology& topology_;
  const SystemSettings settings_;
  EventSink& events_;
  SecretMask& mask_;
  Placement placement_;
  TopologyResolved resolved_;
  std::unique_ptr<Ledger> ledger_;
  std::unique_ptr<Legs> legs_;  ///< Once placed.

 private:
  // system_start.cpp
  Started begin(const std::stop_token& stop);
  Started prepare(const std::stop_token& stop);
  Started place();
  Started start_service(const Service& service, const std::stop_token& stop);
  Result<void> remove_at_end(const std::filesystem::path& folder);
  StartFailure failure(const std::string& what, const Node* node = nullptr) const;
  void resolve_topology();
  void progress(const std::string& line);

  // system_nodes.cpp
  Result<void> launch(Node& node);
  Result<void> become_ready(Node& node, const std::stop_token& stop);
  Result<void> wait_ready(Node& node, const std::stop_token& stop);
  void on_exit(const Child& child);

  // system_disks.cpp
  Result<void> make_disks(Node& node);
  Result<void> make_slow_disk(Node& node);
  void unmount_disks();

  // system_stop.cpp
  void end_services();
  std::vector<std::string> left_listeners() const;

  System& owner_;
  PathLock lock_;
  std::map<std::string, std::unique_ptr<Driver>> drivers_;
  std::vector<std::filesystem::path> folders_;  ///< To be removed at the end.
  std::vector<std::filesystem::path> disks_;    ///< To be unmounted before.
  std::mutex mutex_;                            ///< Of progress, versions and disks.
  std::map<std::string, std::string> versions_;
  std::vector<std::string> residue_;
  std::atomic<bool> placed_ = false;  ///< All nodes are there; their list changes no more.
  bool stopped_ = false;
  std::unique_ptr<Reaper> reaper_;  ///< Last, so that what its callbacks use outlives it.
};

}  // namespace squall

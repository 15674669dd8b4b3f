// A process that takes all the time that it can get, with the lowest priority: what it gets says
// how much there is.
#pragma once

#include <memory>
#include <string>

#include "harness/core/error.h"
#include "harness/topology/system.h"

namespace squall {

class BusyProcess {
 public:
  /// A child of the reaper, which ends it if the harness dies.
  static Result<BusyProcess> start(System& system, const std::string& name);

  BusyProcess(BusyProcess&&) = default;
  ~BusyProcess();  ///< Ends it.

  std::int64_t pid() const { return child_->pid(); }

 private:
  explicit BusyProcess(std::shared_ptr<Child> child) : child_(std::move(child)) {}

  std::shared_ptr<Child> child_;
};

}  // namespace squall

// What has to be made once before a topology can start, such as an installation of packages.
#pragma once

#include <functional>
#include <stop_token>
#include <string_view>

#include "harness/model/event.h"
#include "harness/topology/ledger.h"
#include "harness/topology/reaper.h"
#include "harness/topology/references.h"
#include "harness/topology/start_failure.h"

namespace squall {

struct PrepareContext {
  const Placement& placement;
  Reaper& reaper;
  Ledger& ledger;
  EventSink& events;
  const std::function<void(std::string_view)>& progress;
};

/// Runs, one after another, the preparations whose `makes` is missing, in the topology's folder;
/// output goes to <run>/logs/prepare-NAME.log. Another run's preparations in the same folder are
/// waited for. What a failed or interrupted one has made is removed, so that the next run starts
/// it again.
Started run_preparations(const PrepareContext& context, std::stop_token stop);

}  // namespace squall

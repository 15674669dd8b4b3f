// What a manual session begins with: a scenario without its phases.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "harness/core/time.h"
#include "harness/model/workload.h"
#include "harness/scenario/document.h"

namespace squall {

/// Changes a scenario's document (names filled in) so that its loads, its client policy, what it
/// judges and its limits hold for phases and faults that a person makes, for at most
/// `max_duration`:
/// - Instead of its phases it has one of each kind that a session makes.
/// - A load that was limited to phases runs all the time if one of these came before the faults;
///   else it begins with no rate, or is left out if it has none to change.
/// - A gate on a phase by name is one on its kind. Gates on faults by name, on client variants, on
///   a warmup and on a search for the capacity are left out.
/// - What only a scenario to be run must have, such as a title, is filled in.
void make_session_base(TomlNode& root, Nanoseconds max_duration);

/// A load that begins with no rate, and has that of the load `of` while this is given another
/// workload: what a load does cannot change in the records, which one comes can.
struct StandIn {
  std::string name, of, workload;
};

void add_stand_in(TomlNode& root, const StandIn& stand_in);

/// Adds one for each open load and each workload that it could have instead, as far as `fits` takes
/// a document with it. At most kMostStandIns; none for a workload with a set-up or tear-down that
/// is done once, which would come with nobody asking for it.
inline constexpr std::size_t kMostStandIns = 60;
std::vector<StandIn> add_stand_ins(TomlNode& root, const std::vector<Workload>& workloads,
                                   const std::function<bool(const TomlNode&)>& fits);

/// Takes [[client.variant]] and [[client.change]] out of a scenario's document.
void remove_other_policies(TomlNode& root);

}  // namespace squall

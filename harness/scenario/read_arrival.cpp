// What the arrival of an open load adds to its [[load]].
#include <fmt/format.h>

#include "harness/core/duration.h"
#include "harness/scenario/read.h"

namespace squall {
namespace {

void read_stages(const Section& section, Load& load) {
  for (const Section& stage : section.tables("stages")) {
    load.stages.push_back({stage.duration("for"), stage.number("to")});
  }
  if (section.has("stages") && load.stages.empty()) {
    section.error("stages", "there are no stages", "write [{ for = \"10s\", to = \"50/s\" }]");
  }
  load.spacing = section.choice<Load::Spacing>("spacing");
}

void read_replay(const Section& section, const OffsetsByName& offsets, Load& load) {
  load.replay.speed = section.number("speed");
  load.replay.repeat = section.given_duration("repeat");
  const auto found = offsets.find(section.text("offsets"));
  if (found == offsets.end()) return;  // Reported where the file was read.
  load.replay.offsets = found->second;
  const std::vector<Nanoseconds>& recorded = *found->second;
  if (recorded.empty()) {
    section.error("offsets", "this file has no offsets", "write one a line: \"1.5s\" or \"1.5\"");
  } else if (load.replay.repeat && *load.replay.repeat <= recorded.back()) {
    section.error("repeat",
                  fmt::format("the recording begins again before its last offset, {}",
                              format_duration(recorded.back())),
                  "'repeat' is the length of the whole recording");
  }
}

}  // namespace

void read_arrival(const Section& section, const OffsetsByName& offsets, Load& load) {
  load.arrival = section.text("arrival");
  if (load.model != Load::Model::kOpen) return;
  if (load.arrival == "stages") read_stages(section, load);
  if (load.arrival == "replay") read_replay(section, offsets, load);
}

}  // namespace squall

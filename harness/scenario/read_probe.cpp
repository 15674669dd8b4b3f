#include "harness/scenario/read.h"

namespace squall {

ProbeSpec read_probe(const Section& section) {
  ProbeSpec probe;
  probe.kind = section.text("probe");
  probe.options = section.kind_options();
  probe.expect = section.expect("expect");
  probe.interval = section.duration("interval");
  return probe;
}

}  // namespace squall

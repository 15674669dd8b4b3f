// What the tests of faults share: how a fault is asked for, and whether a node answers.
#pragma once

#include <chrono>
#include <string>

#include "harness/faults/kinds.h"
#include "probes/kinds.h"
#include "tests/unit/topology/support.h"

namespace squall::test {

inline FaultSpec spec_of(const std::string& kind, const std::string& heal = {}) {
  FaultSpec spec;
  spec.name = "it";
  spec.kind = kind;
  if (!heal.empty()) spec.options.set("heal", Value{heal});
  return spec;
}

inline bool answers(System& system, const std::string& node,
                    Nanoseconds timeout = std::chrono::minutes(1)) {
  ProbeSpec probe;
  probe.kind = "http";
  probe.options.set("url", Value{std::string("{node.url}/")});
  probe.timeout = timeout;
  return sample(probe, system.lookup("", system.find_node(node)), {}).met;
}

inline Options options_of(std::initializer_list<std::pair<const char*, Value>> values) {
  Options options;
  for (const auto& [name, value] : values) options.set(name, value);
  return options;
}

inline Nanoseconds ms(int count) { return std::chrono::milliseconds(count); }

}  // namespace squall::test

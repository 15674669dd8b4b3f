// A suite of cases as JUnit XML.
#pragma once

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "reports/cases.h"

namespace squall {

struct JunitSuite {
  std::string name;
  std::string timestamp;  ///< RFC 3339; its fraction of a second and zone are left out.
  double duration_s = 0;
  std::vector<std::pair<std::string, std::string>> properties;
  std::vector<Case> cases;
};

/// As Jenkins' xunit schema has it. Characters that XML 1.0 cannot hold become U+FFFD.
std::string junit_xml(std::span<const JunitSuite> suites);
inline std::string junit_xml(const JunitSuite& suite) { return junit_xml({&suite, 1}); }

}  // namespace squall

// The live page.
#pragma once

#include <string>

namespace squall {

/// HTML; holds nothing of the run.
std::string session_page();

}  // namespace squall

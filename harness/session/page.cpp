#include "harness/session/page.h"

#include "reports/filled_page.h"

namespace squall {

std::string session_page() { return filled_page(kSessionPage, "{}"); }

}  // namespace squall

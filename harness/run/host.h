// The machine that a run happens on, for the report.
#pragma once

#include "harness/model/event.h"

namespace squall {

/// Fills in the host_ fields.
void describe_host(RunStarted& started);

}  // namespace squall

#include "harness/topology/drivers/process.h"

namespace squall::process {

std::unique_ptr<Driver> make(DriverContext) { return nullptr; }

}  // namespace squall::process

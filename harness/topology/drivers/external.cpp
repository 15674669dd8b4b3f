#include "harness/topology/drivers/external.h"

namespace squall::external {

std::unique_ptr<Driver> make(DriverContext) { return nullptr; }

}  // namespace squall::external

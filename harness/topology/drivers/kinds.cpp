#include "harness/topology/drivers/kinds.h"

#include <array>

#include "harness/topology/drivers/external.h"
#include "harness/topology/drivers/process.h"

namespace squall {
namespace {

constexpr std::array<Kind, 2> kTable{{
    {"external", "It already runs: addresses only, nothing is started or signalled.",
     external::kOptions},
    {"process", "A process on this machine for each node, on loopback ports of its own.",
     process::kOptions},
}};

}  // namespace

constexpr std::span<const Kind> kDriverKinds = kTable;

std::unique_ptr<Driver> make_driver(std::string_view kind, DriverContext context) {
  if (kind == "external") return external::make(context);
  if (kind == "process") return process::make(context);
  return nullptr;
}

}  // namespace squall

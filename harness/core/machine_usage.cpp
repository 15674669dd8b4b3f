#include "harness/core/machine_usage.h"

#include <unistd.h>

#include <array>
#include <sstream>

#include "harness/core/file.h"

namespace squall {

std::optional<MachineUsage> machine_usage(const std::string& stat) {
  std::istringstream fields(stat);
  std::string name;
  // As in proc(5); what guests of this machine use is in user and nice already.
  enum { kUser, kNice, kSystem, kIdle, kIoWait, kIrq, kSoftIrq, kSteal, kFields };
  std::array<std::int64_t, kFields> ticks{};
  fields >> name;
  for (std::int64_t& each : ticks) fields >> each;
  if (!fields || name != "cpu") return std::nullopt;

  const auto time = [&](std::initializer_list<std::size_t> which) {
    std::int64_t sum = 0;
    for (const std::size_t each : which) sum += ticks[each];
    return Nanoseconds(std::chrono::seconds(1)) / ::sysconf(_SC_CLK_TCK) * sum;
  };
  MachineUsage usage;
  usage.busy = time({kUser, kNice, kSystem, kIrq, kSoftIrq});
  usage.stolen = time({kSteal});
  usage.all = usage.busy + usage.stolen + time({kIdle, kIoWait});
  return usage;
}

std::optional<MachineUsage> machine_usage() {
  const auto stat = read_file("/proc/stat");
  return stat ? machine_usage(*stat) : std::nullopt;
}

}  // namespace squall

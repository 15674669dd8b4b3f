#include "harness/run/host.h"

#include <fmt/format.h>
#include <sys/sysinfo.h>
#include <sys/utsname.h>

#include <fstream>
#include <string>
#include <thread>

#include "harness/core/text.h"

namespace squall {
namespace {

// The value of `key` in a file of "key<separator>value" lines; empty if there is none.
std::string value_in(const char* path, std::string_view key, char separator) {
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    const std::size_t at = line.find(separator);
    if (at == line.npos || trim(std::string_view(line).substr(0, at)) != key) continue;
    std::string_view value = trim(std::string_view(line).substr(at + 1));
    if (value.size() >= 2 && value.front() == '"') value = value.substr(1, value.size() - 2);
    return std::string(value);
  }
  return "";
}

}  // namespace

void describe_host(RunStarted& started) {
  utsname kernel{};
  uname(&kernel);
  const std::string name = value_in("/etc/os-release", "PRETTY_NAME", '=');
  started.host_os = fmt::format("{}{}{} {}", name, name.empty() ? "" : ", ",
                                static_cast<const char*>(kernel.sysname),
                                static_cast<const char*>(kernel.release));
  started.host_cpu = value_in("/proc/cpuinfo", "model name", ':');
  if (started.host_cpu.empty()) started.host_cpu = static_cast<const char*>(kernel.machine);
  started.host_cores = static_cast<int>(std::thread::hardware_concurrency());
  struct sysinfo memory {};
  if (sysinfo(&memory) == 0) {
    started.host_memory_bytes =
        static_cast<std::int64_t>(memory.totalram) * static_cast<std::int64_t>(memory.mem_unit);
  }
}

}  // namespace squall

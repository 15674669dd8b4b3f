#include "harness/faults/resource_limit.h"

#include <fmt/format.h>
#include <sys/resource.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "harness/core/file.h"
#include "harness/core/text.h"
#include "harness/faults/on_each_node.h"
#include "harness/core/proc.h"

namespace squall {
namespace {

/// What is limited; figures of a process are read from /proc.
struct Resource {
  __rlimit_resource number;
  std::string_view line;  ///< In /proc/PID/limits.
  std::string_view unit;
  std::uint64_t (*used)(std::int64_t pid);
};

std::uint64_t open_files(std::int64_t pid) {
  std::error_code error;
  const std::filesystem::directory_iterator all(fmt::format("/proc/{}/fd", pid), error);
  return error ? 0 : static_cast<std::uint64_t>(std::distance(begin(all), end(all)));
}

std::uint64_t mapped_data(std::int64_t pid) {
  const auto status = read_file(fmt::format("/proc/{}/status", pid));
  for (const std::string& line : split(status.value_or(""), '\n')) {
    if (line.starts_with("VmData:")) return std::strtoull(line.c_str() + 7, nullptr, 10) * 1024;
  }
  return 0;
}

// The soft limit, as the kernel shows it to anybody.
std::optional<std::uint64_t> shown_limit(std::int64_t pid, std::string_view name) {
  const auto limits = read_file(fmt::format("/proc/{}/limits", pid));
  for (const std::string& line : split(limits.value_or(""), '\n')) {
    if (!line.starts_with(name)) continue;
    return std::strtoull(line.c_str() + name.size(), nullptr, 10);  // 0: unlimited.
  }
  return std::nullopt;
}

class ResourceLimit : public Fault {
 public:
  ResourceLimit(const FaultSpec& spec, const Resource& resource, std::uint64_t spare,
                std::vector<Node*> nodes, System& system)
      : name_(spec.name),
        resource_(resource),
        spare_(spare),
        nodes_(std::move(nodes)),
        system_(system) {}

  // A limit ends with its process, and processes end with the run.
  Undo undo() const override { return {name_, {}}; }

  Result<std::string> inject() override {
    return on_each_node(nodes_, [&](Node& node) -> Result<std::string> {
      std::vector<std::string> done;
      for (const ProcessIdentity& process : system_.processes(node)) {
        auto limited = limit(process);
        if (!limited) return tl::unexpected(limited.error());
        done.push_back(std::move(*limited));
      }
      if (done.empty()) return fail(node.name + " has ended already");
      return join_names(done);
    });
  }

  FaultProof evidence(std::stop_token) override {
    FaultProof all{!limited_.empty(), {}};
    std::vector<std::string> seen;
    for (const Limited& one : limited_) {
      const auto shown = shown_limit(one.process.pid, resource_.line);
      all.confirmed &= shown == one.limit;
      seen.push_back(fmt::format("pid {} may have {} {} and has {}", one.process.pid,
                                 shown.value_or(0), resource_.unit,
                                 resource_.used(one.process.pid)));
    }
    all.what = join_names(seen);
    return all;
  }

  Result<std::string> heal(std::stop_token) override {
    std::size_t healed = 0;
    for (const Limited& one : limited_) {
      if (!is_alive(one.process)) continue;
      const auto pid = static_cast<pid_t>(one.process.pid);
      if (::prlimit(pid, resource_.number, &one.before, nullptr) == 0) {
        ++healed;
      } else if (is_alive(one.process)) {
        return fail(fmt::format("pid {}: {}", pid, std::strerror(errno)));
      }
    }
    const std::size_t gone = limited_.size() - healed;
    limited_.clear();
    return fmt::format("{} process{} may have as much as before{}", healed, healed == 1 ? "" : "es",
                       gone == 0 ? "" : fmt::format(", {} ended meanwhile", gone));
  }

 private:
  struct Limited {
    ProcessIdentity process;
    rlimit before{};
    std::uint64_t limit = 0;
  };

  Result<std::string> limit(const ProcessIdentity& process) {
    const auto pid = static_cast<pid_t>(process.pid);
    Limited one{process, {}, resource_.used(process.pid) + spare_};
    if (::prlimit(pid, resource_.number, nullptr, &one.before) != 0) {
      return fail(fmt::format("pid {}: {}", pid, std::strerror(errno)));
    }
    // The hard limit stays, so that nobody needs a privilege to lift it again.
    const rlimit now{std::min<rlim_t>(one.limit, one.before.rlim_max), one.before.rlim_max};
    one.limit = now.rlim_cur;
    if (::prlimit(pid, resource_.number, &now, nullptr) != 0) {
      return fail(fmt::format("pid {}: {}", pid, std::strerror(errno)));
    }
    limited_.push_back(one);
    return fmt::format("pid {} may have {} {}", pid, one.limit, resource_.unit);
  }

  const std::string name_;
  const Resource resource_;
  const std::uint64_t spare_;
  const std::vector<Node*> nodes_;
  System& system_;
  std::vector<Limited> limited_;
};

}  // namespace

std::unique_ptr<Fault> files::make(const FaultSpec& spec, std::vector<Node*> nodes,
                                   System& system) {
  const Resource resource{RLIMIT_NOFILE, "Max open files", "open files", open_files};
  const auto spare = static_cast<std::uint64_t>(spec.options.get_or<std::int64_t>("spare", 0));
  return std::make_unique<ResourceLimit>(spec, resource, spare, std::move(nodes), system);
}

std::unique_ptr<Fault> memory::make(const FaultSpec& spec, std::vector<Node*> nodes,
                                    System& system) {
  const Resource resource{RLIMIT_DATA, "Max data size", "bytes of data", mapped_data};
  const auto spare = static_cast<std::uint64_t>(spec.options.get_or<double>("spare", 0));
  return std::make_unique<ResourceLimit>(spec, resource, spare, std::move(nodes), system);
}

}  // namespace squall

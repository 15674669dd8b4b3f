#include "harness/faults/resource_limit.h"

#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "harness/core/file.h"
#include "harness/core/proc.h"
#include "harness/core/text.h"
#include "harness/faults/exclusive.h"
#include "harness/faults/on_each_node.h"

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
  return static_cast<std::uint64_t>(count_descriptors(pid));
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
        system_(system),
        mine_(spec.kind) {}

  // A limit ends with its process, and processes end with the run.
  Undo undo() const override { return {name_, {}}; }

  Result<std::string> inject() override {
    return on_each_node(nodes_, [&](Node& node) -> Result<std::string> {
      if (auto taken = mine_.take(node); !taken) return tl::unexpected(taken.error());
      std::vector<std::string> done;
      for (const ProcessIdentity& process : system_.processes(node)) {
        auto limited = limit(node, process);
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
    std::size_t healed = 0, gone = 0;
    std::vector<std::string> failed;
    std::vector<Limited> all = std::exchange(limited_, {});
    // Go round until nobody has inherited it: a process may begin while we look.
    for (std::size_t next = 0; next < all.size(); add_heirs(all)) {
      for (; next < all.size(); ++next) {
        const Limited& one = all[next];
        const auto pid = static_cast<pid_t>(one.process.pid);
        if (is_alive(one.process) && ::prlimit(pid, resource_.number, &one.before, nullptr) == 0) {
          ++healed;
        } else if (is_alive(one.process)) {
          failed.push_back(fmt::format("pid {}: {}", pid, std::strerror(errno)));
          limited_.push_back(one);
        } else {
          ++gone;
        }
      }
    }
    if (!failed.empty()) return fail(join_names(failed));
    for (Node* node : nodes_) mine_.give_back(*node);
    return fmt::format("{} process{} may have as much as before{}", healed, healed == 1 ? "" : "es",
                       gone == 0 ? "" : fmt::format(", {} ended meanwhile", gone));
  }

 private:
  struct Limited {
    const Node* node = nullptr;
    ProcessIdentity process;
    rlimit before{};
    std::uint64_t limit = 0;
  };

  Result<std::string> limit(const Node& node, const ProcessIdentity& process) {
    const auto pid = static_cast<pid_t>(process.pid);
    Limited one{&node, process, {}, resource_.used(process.pid) + spare_};
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

  // Those that began meanwhile and have the limit from one of `all`.
  void add_heirs(std::vector<Limited>& all) const {
    for (const Node* node : nodes_) {
      for (const ProcessIdentity& process : system_.processes(*node)) {
        const auto is_it = [&](const Limited& one) { return one.process == process; };
        if (std::any_of(all.begin(), all.end(), is_it)) continue;
        const auto is_parent = [&, now = soft_limit(process)](const Limited& one) {
          return one.node == node && one.limit == now;
        };
        const auto parent = std::find_if(all.begin(), all.end(), is_parent);
        if (parent != all.end()) all.push_back({node, process, parent->before, parent->limit});
      }
    }
  }

  std::optional<std::uint64_t> soft_limit(const ProcessIdentity& process) const {
    rlimit now{};
    const auto pid = static_cast<pid_t>(process.pid);
    if (::prlimit(pid, resource_.number, nullptr, &now) != 0) return std::nullopt;
    return now.rlim_cur;
  }

  const std::string name_;
  const Resource resource_;
  const std::uint64_t spare_;
  const std::vector<Node*> nodes_;
  System& system_;
  Exclusive mine_;
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

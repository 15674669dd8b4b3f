// System, from its lock to a topology that is ready and set up.
#include <fmt/format.h>
#include <sys/statvfs.h>

#include <algorithm>

#include "harness/core/duration.h"
#include "harness/topology/by_needs.h"
#include "harness/topology/drivers/kinds.h"
#include "harness/topology/lock.h"
#include "harness/topology/logs.h"
#include "harness/topology/prepare.h"
#include "harness/topology/setup.h"
#include "harness/topology/system_parts.h"
#include "harness/topology/version.h"

namespace squall {
namespace {

bool disk_is_full(const std::filesystem::path& folder) {
  struct statvfs disk {};
  constexpr unsigned long kFew_bytes = 64 << 10;
  return ::statvfs(folder.c_str(), &disk) == 0 && disk.f_blocks > 0 &&
         disk.f_bavail * disk.f_frsize < kFew_bytes;
}

}  // namespace

StartFailure System::Parts::failure(const std::string& what, const Node* node) const {
  StartFailure failure{mask_.mask(what), "", {}};
  if (node == nullptr) return failure;
  failure.node = node->name;
  if (disk_is_full(node->dir)) {
    failure.what += fmt::format("; the disk that holds {} is full", node->dir.string());
  }
  if (node->log.empty()) return failure;
  for (const std::string& line : log_tail(node->log)) failure.log_tail.push_back(mask_.mask(line));
  return failure;
}

void System::Parts::progress(const std::string& line) {
  const std::scoped_lock lock(mutex_);
  if (settings_.progress) settings_.progress(line);
}

Started System::Parts::start(std::stop_token stop) {
  if (auto begun = begin(stop); !begun) return begun;
  if (auto prepared = prepare(stop); !prepared) return prepared;
  if (auto placed = place(); !placed) return placed;
  const auto started = start_by_needs(topology_.services, stop,
                                      [this](const Service& service, const std::stop_token& token) {
                                        return start_service(service, token);
                                      });
  if (stop.stop_requested()) return tl::unexpected(failure("the start was interrupted"));
  if (!started) return started;
  resolve_topology();
  events_.on_event(resolved_);
  return {};
}

// What has to be there before anything starts. The reaper comes before all that it would have to
// remove.
Started System::Parts::begin(const std::stop_token& stop) {
  auto lock = PathLock::take(topology_.file, "topology", Nanoseconds(0), stop);
  if (!lock) return tl::unexpected(failure(lock.error().message));
  lock_ = std::move(*lock);
  ReaperSettings settings;
  settings.run_dir = settings_.run_dir;
  settings.secrets = mask_.values();
  settings.lock = lock_.descriptor();
  settings.on_exit = [this](const Child& child) { on_exit(child); };
  settings.on_lost = settings_.on_lost;
  auto reaper = Reaper::start(std::move(settings));
  if (!reaper) return tl::unexpected(failure(reaper.error().message));
  reaper_ = std::move(*reaper);
  auto ledger = Ledger::create(ledger_file(settings_.run_dir));
  if (!ledger) return tl::unexpected(failure(ledger.error().message));
  ledger_ = std::move(*ledger);
  const auto work = settings_.run_dir / "work";
  if (auto added = remove_at_end(work); !added) {
    return tl::unexpected(failure(added.error().message));
  }
  std::error_code error;
  for (const auto& folder : {settings_.run_dir / "logs", work}) {
    std::filesystem::create_directories(folder, error);
    if (error) return tl::unexpected(failure(folder.string() + ": " + error.message()));
  }
  return {};
}

Started System::Parts::prepare(const std::stop_token& stop) {
  const std::function<void(std::string_view)> say = [this](std::string_view line) {
    progress(std::string(line));
  };
  const PrepareContext context{placement_, *reaper_, *ledger_, events_, say};
  auto prepared = run_preparations(context, stop);
  if (!prepared) {
    prepared.error().what = mask_.mask(prepared.error().what);
    for (std::string& line : prepared.error().log_tail) line = mask_.mask(line);
  }
  return prepared;
}

Result<void> System::Parts::remove_at_end(const std::filesystem::path& folder) {
  if (settings_.keep_work) return {};
  if (std::find(folders_.begin(), folders_.end(), folder) != folders_.end()) return {};
  const Undo undo{"", {{UndoAction::Kind::kRemove, {}, folder.string()}}};
  if (auto added = ledger_->add(undo, Ledger::Survives::kHarness); !added)
    return tl::unexpected(added.error());
  folders_.push_back(folder);
  return {};
}

Started System::Parts::place() {
  const DriverContext context{placement_, *reaper_};
  for (const Service& service : topology_.services) {
    auto& driver = drivers_[service.driver];
    if (driver == nullptr) driver = make_driver(service.driver, context);
    if (driver == nullptr) {
      return tl::unexpected(failure(fmt::format("no driver is called '{}'", service.driver)));
    }
    const auto prepared =
        settings_.prepare ? settings_.prepare(service) : Result<NodePreparation>(NodePreparation{});
    if (!prepared) return tl::unexpected(failure(prepared.error().message));
    const int count =
        service.addresses.empty() ? service.nodes : static_cast<int>(service.addresses.size());
    for (int index = 0; index < count; ++index) {
      auto node = std::make_unique<Node>(service, index);
      if (auto placed = driver->place(*node); !placed) {
        return tl::unexpected(failure(placed.error().message));
      }
      node->prepared = *prepared;
      const auto folder = node->dir.parent_path();
      const auto recorded = folder.empty() ? Result<void>() : remove_at_end(folder);
      if (!recorded) return tl::unexpected(failure(recorded.error().message));
      placement_.nodes.push_back(std::move(node));
    }
  }
  placed_ = true;
  legs_ = std::make_unique<Legs>(settings_.seed);
  for (const std::string& link : settings_.proxied) {
    if (auto done = legs_->place(link, placement_); !done) {
      return tl::unexpected(failure(done.error().message));
    }
  }
  if (!settings_.on_placed) return {};
  if (auto done = settings_.on_placed(owner_); !done) {
    return tl::unexpected(failure(done.error().message));
  }
  return {};
}

Started System::Parts::start_service(const Service& service, const std::stop_token& stop) {
  const SteadyTime start = steady_now();
  std::vector<Node*> nodes;
  for (const auto& node : placement_.nodes) {
    if (&node->service == &service) nodes.push_back(node.get());
  }
  progress(nodes.size() == 1 ? "starting " + service.name
                             : fmt::format("starting {} ({} nodes)", service.name, nodes.size()));
  const auto start_node = [this](Node& node, const std::stop_token& token) -> Result<void> {
    if (auto launched = launch(node); !launched) return launched;
    return become_ready(node, token);
  };
  auto done = for_each_node(nodes, stop, start_node);
  if (done) done = set_up(placement_, service, events_, stop);
  if (!done) return tl::unexpected(failure(done.error().what, done.error().node));
  std::string version = find_version(placement_, service, *reaper_);
  {
    const std::scoped_lock lock(mutex_);
    versions_[service.name] = std::move(version);
  }
  progress(fmt::format("{} is ready ({})", service.name, human_duration(steady_now() - start)));
  return {};
}

void System::Parts::resolve_topology() {
  resolved_.name = topology_.name;
  resolved_.flavour = topology_.flavour;
  for (const Service& service : topology_.services) {
    ServiceInfo info{service.name, service.role, service.driver, versions_[service.name], {}};
    for (const Node* node : placement_.nodes_of(service.name)) {
      info.nodes.push_back({node->name, node->address.url()});
    }
    resolved_.services.push_back(std::move(info));
  }
  for (const Link& link : topology_.links) {
    resolved_.links.push_back({link.name, !legs_->of(link.name).empty()});
  }
}

}  // namespace squall

#include "harness/faults/disk_full.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "harness/core/fd.h"
#include "harness/core/text.h"
#include "harness/faults/exclusive.h"
#include "harness/faults/on_each_node.h"

namespace squall::disk_full {
namespace {

constexpr std::string_view kBallast = ".squall-ballast";
constexpr std::string_view kTrial = ".squall-trial";

std::string path_in(const Node& node, std::string_view name) { return (node.dir / name).string(); }

// Bytes that can still be written; 0 if it cannot be told.
std::uint64_t room_of(const Node& node) {
  struct statvfs figures {};
  if (::statvfs(node.dir.c_str(), &figures) != 0) return 0;
  return std::uint64_t{figures.f_bavail} * figures.f_frsize;
}

class DiskFull : public Fault {
 public:
  DiskFull(const FaultSpec& spec, std::vector<Node*> nodes)
      : name_(spec.name),
        leaves_(static_cast<std::uint64_t>(spec.options.get_or<double>("leaves", 0))),
        nodes_(std::move(nodes)) {}

  // The disk goes with the run, and has its own undo.
  Undo undo() const override { return {name_, {}}; }

  Result<std::string> inject() override {
    return on_each_node(nodes_, [&](Node& node) -> Result<std::string> {
      if (auto taken = mine_.take(node); !taken) return tl::unexpected(taken.error());
      const Fd file(::open(path_in(node, kBallast).c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
      if (!file) return fail(fmt::format("the ballast: {}", std::strerror(errno)));
      std::uint64_t filled = 0;
      // What the node writes meanwhile can make the last piece too long.
      for (std::uint64_t room = room_of(node); room > leaves_; room = room_of(node)) {
        const std::uint64_t piece = room - leaves_;
        if (::posix_fallocate(file.get(), static_cast<off_t>(filled), static_cast<off_t>(piece)) !=
            0) {
          break;
        }
        filled += piece;
      }
      return fmt::format("its disk is filled with {} KiB", filled / 1024);
    });
  }

  // The system says how much room there is, and refuses a file of our own that needs more.
  FaultProof evidence(std::stop_token) override {
    FaultProof all{true, {}};
    std::vector<std::string> seen;
    for (const Node* node : nodes_) {
      const std::uint64_t room = room_of(*node);
      const std::string file = path_in(*node, kTrial);
      const Fd trial(::open(file.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
      const int error =
          trial ? ::posix_fallocate(trial.get(), 0, static_cast<off_t>(leaves_ + 64 * 1024))
                : errno;
      ::unlink(file.c_str());
      all.confirmed &= error == ENOSPC;
      seen.push_back(fmt::format("{} bytes are free, and to write {} KiB gives: {}", room,
                                 leaves_ / 1024 + 64, error == 0 ? "no error" : strerror(error)));
    }
    all.what = join_names(seen);
    return all;
  }

  Result<std::string> heal(std::stop_token) override {
    return on_each_node(nodes_, [&](Node& node) -> Result<std::string> {
      if (!mine_.has(node)) return std::string("its disk was not filled");
      if (::unlink(path_in(node, kBallast).c_str()) != 0 && errno != ENOENT) {
        return fail(fmt::format("the ballast: {}", std::strerror(errno)));
      }
      mine_.give_back(node);
      return fmt::format("its disk has {} KiB again", room_of(node) / 1024);
    });
  }

 private:
  const std::string name_;
  const std::uint64_t leaves_;
  const std::vector<Node*> nodes_;
  Exclusive mine_{"disk_full"};
};

}  // namespace

Result<std::unique_ptr<Fault>> make(const FaultSpec& spec, std::vector<Node*> nodes, System&) {
  for (const Node* node : nodes) {
    if (node->prepared.disk_bytes <= 0) return fail(node->name + " has no disk of its own");
  }
  return std::make_unique<DiskFull>(spec, std::move(nodes));
}

Result<NodePreparation> preparation(const FaultSpec& spec) {
  NodePreparation prepared;
  prepared.disk_bytes = spec.options.get_or<double>("size", 0);
  return prepared;
}

}  // namespace squall::disk_full

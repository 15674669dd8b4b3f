#include "harness/faults/clock.h"

#include <fmt/format.h>
#include <strings.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "harness/core/duration.h"
#include "harness/core/text.h"
#include "harness/core/wait.h"
#include "harness/faults/exclusive.h"
#include "harness/faults/on_each_node.h"
#include "harness/http/client.h"
#include "harness/http/cookies.h"

namespace squall::clock_fault {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kFile = ".squall-clock";
// Servers keep the text of their Date for a second.
constexpr Nanoseconds kShowsWithin = std::chrono::milliseconds(2500);
constexpr Nanoseconds kLookEvery = std::chrono::milliseconds(50);
// A Date has whole seconds, and the answer takes its time.
constexpr double kStray_s = 2;
// What is less may be seen of a right clock as well, or nearly.
constexpr Nanoseconds kLeast = std::chrono::seconds(5);

// libfaketime looks at the file whenever it is asked for the time, so it must never be
// half-written.
Result<void> write_offset(const Node& node, const std::string& offset) {
  const fs::path file = node.dir / kFile;
  const fs::path fresh = file.string() + ".new";
  std::ofstream stream(fresh, std::ios::trunc);
  stream << offset << '\n';
  stream.close();
  std::error_code error;
  if (stream) fs::rename(fresh, file, error);
  if (!stream || error) return fail(fmt::format("cannot write {}", file.string()));
  return {};
}

class Clock : public Fault {
 public:
  Clock(const FaultSpec& spec, std::vector<Node*> nodes)
      : name_(spec.name), proven_(spec.proof.has_value()), nodes_(std::move(nodes)) {
    const double by = seconds(spec.options.get_or<Nanoseconds>("by", {}));
    offset_s_ = spec.options.get_or<std::string>("direction", "ahead") == "behind" ? -by : by;
  }

  // The clock is the process's own, and its processes end with the run.
  Undo undo() const override { return {name_, {}}; }

  Result<std::string> inject() override {
    const std::string offset = fmt::format("{:+}", offset_s_);
    return on_each_node(nodes_, [&](Node& node) -> Result<std::string> {
      if (auto taken = mine_.take(node); !taken) return tl::unexpected(taken.error());
      if (auto done = write_offset(node, offset); !done) return tl::unexpected(done.error());
      return fmt::format("its clock is set {} s", offset);
    });
  }

  // The Date of an answer, against this machine's clock.
  FaultProof evidence(std::stop_token stop) override {
    FaultProof all{true, {}};
    std::vector<std::string> seen;
    for (const Node* node : nodes_) {
      auto off = offset_of(*node, stop);
      for (const SteadyTime end = steady_now() + kShowsWithin;
           !(off && is_as_asked(*off)) && steady_now() < end && wait_for(stop, kLookEvery);) {
        off = offset_of(*node, stop);
      }
      if (!off) {
        all.confirmed &= proven_;
        seen.push_back(fmt::format("{} sends no Date{}", node->name,
                                   proven_ ? "" : ": write a proof that shows its clock"));
        continue;
      }
      all.confirmed &= is_as_asked(*off);
      seen.push_back(fmt::format("the Date of {} is {:+.0f} s off", node->name, *off));
    }
    all.what = join_names(seen);
    return all;
  }

  Result<std::string> heal(std::stop_token) override {
    return on_each_node(nodes_, [&](Node& node) -> Result<std::string> {
      if (!mine_.has(node)) return std::string("its clock was not set");
      if (auto done = write_offset(node, "+0"); !done) return tl::unexpected(done.error());
      mine_.give_back(node);
      return std::string("its clock is right again");
    });
  }

 private:
  bool is_as_asked(double off) const { return std::abs(off - offset_s_) <= kStray_s; }

  static std::optional<double> offset_of(const Node& node, const std::stop_token& stop) {
    HttpRequest request;
    request.url = node.address.url() + "/";
    request.timeout = kShowsWithin;
    const auto answer = HttpClient().send(request, stop);
    if (!answer) return std::nullopt;
    for (const auto& [name, value] : answer->headers) {
      if (::strcasecmp(name.c_str(), "date") != 0) continue;
      const auto date = parse_cookie_date(value);  // Which takes every form of a date.
      if (date) return static_cast<double>(*date) - seconds(utc_since_1970());
    }
    return std::nullopt;
  }

  const std::string name_;
  const bool proven_;  // The author's proof shows it where no Date does.
  double offset_s_ = 0;
  const std::vector<Node*> nodes_;
  Exclusive mine_{"clock"};
};

}  // namespace

std::optional<OptionMistake> mistake(const Options& options) {
  const auto by = options.get_or<Nanoseconds>("by", kLeast);
  if (by >= kLeast) return std::nullopt;
  return OptionMistake{
      "by",
      fmt::format("the Date of an answer, which proves it, can't show a clock that "
                  "is {} off",
                  format_duration(by)),
      fmt::format("write by = \"{}\" or more, or a proof = {{ … }} of your own",
                  format_duration(kLeast)),
      true};
}

std::optional<fs::path> find_library() {
  if (const char* const given = std::getenv("SQUALL_LIBFAKETIME")) return fs::path(given);
  std::error_code error;
  for (const char* root : {"/usr/lib", "/usr/lib64", "/usr/local/lib"}) {
    for (const fs::path& folder : {fs::path(root), fs::path(root) / "faketime"}) {
      const fs::path plain = folder / "libfaketime.so.1";
      if (fs::exists(plain, error)) return plain;
    }
    for (const auto& entry : fs::directory_iterator(root, error)) {
      const fs::path inside = entry.path() / "faketime" / "libfaketime.so.1";
      if (fs::exists(inside, error)) return inside;
    }
  }
  return std::nullopt;
}

Result<std::unique_ptr<Fault>> make(const FaultSpec& spec, std::vector<Node*> nodes, System&) {
  return std::make_unique<Clock>(spec, std::move(nodes));
}

Result<NodePreparation> preparation(const FaultSpec& spec) {
  const auto library = find_library();
  if (!library) {
    return fail(
        fmt::format("the fault '{}' needs libfaketime: install Debian's package "
                    "libfaketime, or set SQUALL_LIBFAKETIME to the library",
                    spec.name));
  }
  NodePreparation prepared;
  prepared.env.emplace_back("LD_PRELOAD", Template(library->string()));
  prepared.env.emplace_back("FAKETIME_TIMESTAMP_FILE",
                            Template("{node.dir}/" + std::string(kFile)));
  prepared.env.emplace_back("FAKETIME_NO_CACHE", Template("1"));
  prepared.env.emplace_back("FAKETIME_DONT_FAKE_MONOTONIC", Template("1"));
  prepared.env.emplace_back("DONT_FAKE_MONOTONIC", Template("1"));
  return prepared;
}

}  // namespace squall::clock_fault

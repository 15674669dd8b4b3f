#include "harness/scenario/shrink.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace squall {
namespace {

using Faults = std::vector<ScheduledFault>;

class Shrinker {
 public:
  Shrinker(Faults failing, const TryOut& try_out) : try_out_(try_out) {
    shrunk_.faults = std::move(failing);
  }

  Shrunk run(Nanoseconds shortest) {
    drop();
    shorten(shortest);
    narrow();
    return std::move(shrunk_);
  }

 private:
  Faults& best() { return shrunk_.faults; }
  bool going_on() const { return shrunk_.complete; }

  // True if these faults fail as well: they are the best now.
  bool fails(Faults smaller) {
    if (smaller.empty() || !going_on() || !held_.insert(key(smaller)).second) return false;
    const Trial trial = try_out_(smaller);
    if (trial == Trial::kStop) {
      shrunk_.complete = false;
      return false;
    }
    ++shrunk_.trials;
    if (trial == Trial::kFails) best() = std::move(smaller);
    return trial == Trial::kFails;
  }

  static std::string key(const Faults& faults) {
    std::string text;
    for (const auto& [phase, fault, targets] : faults) {
      text += fmt::format("{}/{}/{}/{}\n", phase, fault.name, fault.target,
                          fault.duration.value_or(Nanoseconds::max()).count());
    }
    return text;
  }

  void drop() {
    std::size_t size = best().size();
    while (size > 1 && going_on()) {
      size = (size + 1) / 2;
      drop_parts(size);
      size = std::min(size, best().size());
    }
    // What could be missed only once another was gone.
    while (going_on() && drop_parts(1)) continue;
  }

  // Leaves out `size` neighbours at a time; true if that failed once.
  bool drop_parts(std::size_t size) {
    bool any = false;
    for (std::size_t from = 0; from < best().size() && going_on();) {
      const auto first = static_cast<std::ptrdiff_t>(from);
      const auto last = static_cast<std::ptrdiff_t>(std::min(from + size, best().size()));
      Faults rest = best();
      rest.erase(rest.begin() + first, rest.begin() + last);
      if (fails(std::move(rest))) {
        any = true;
      } else {
        from += size;
      }
    }
    return any;
  }

  void shorten(Nanoseconds shortest) {
    constexpr Nanoseconds kGrain = std::chrono::milliseconds(10);
    for (std::size_t i = 0; i < best().size(); ++i) {
      while (going_on() && best()[i].fault.duration) {
        const Nanoseconds half = *best()[i].fault.duration / 2 / kGrain * kGrain;
        if (half < shortest) break;
        Faults shorter = best();
        shorter[i].fault.duration = half;
        if (!fails(std::move(shorter))) break;
      }
    }
  }

  void narrow() {
    for (std::size_t i = 0; i < best().size(); ++i) {
      const std::vector<std::string> targets = best()[i].targets;
      if (targets.size() < 2) continue;
      for (const std::string& target : targets) {
        Faults narrower = best();
        narrower[i].fault.target = target;
        narrower[i].targets = {target};
        if (fails(std::move(narrower))) break;
      }
    }
  }

  const TryOut& try_out_;
  Shrunk shrunk_;
  std::set<std::string> held_;
};

}  // namespace

Shrunk shrink(std::vector<ScheduledFault> failing, Nanoseconds shortest, const TryOut& try_out) {
  return Shrinker(std::move(failing), try_out).run(shortest);
}

}  // namespace squall

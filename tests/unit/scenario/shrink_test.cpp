// Shrinking, with conditions in the place of runs.
#include "harness/scenario/shrink.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

namespace squall {
namespace {

using namespace std::chrono_literals;
using Faults = std::vector<ScheduledFault>;

Faults faults(const std::string& names) {
  Faults all;
  for (const char name : names) {
    ScheduledFault each;
    each.fault.name = name;
    each.fault.target = std::string("web[") + name + "]";
    each.fault.duration = 4s;
    each.targets = {each.fault.target};
    all.push_back(each);
  }
  return all;
}

std::string names(const Faults& faults) {
  std::string text;
  for (const ScheduledFault& each : faults) text += each.fault.name;
  return text;
}

bool has_all(const Faults& faults, const std::string& wanted) {
  const std::string have = names(faults);
  return std::all_of(wanted.begin(), wanted.end(),
                     [&](char name) { return have.find(name) != have.npos; });
}

TEST_CASE("what fails is found, and nothing else is left") {
  struct Row {
    std::string all, culprits;
  };
  const Row rows[] = {{"a", "a"},         {"ab", "ab"},       {"ab", "b"},
                      {"abcdef", "c"},    {"abcdef", "af"},   {"abcdef", "cd"},
                      {"abcdefg", "bdg"}, {"abcdefgh", "eh"}, {"abcde", "abcde"}};
  for (const auto& [all, culprits] : rows) {
    INFO(all << " / " << culprits);
    const auto shrunk = shrink(faults(all), 4s, [&culprits = culprits](const Faults& tried) {
      CHECK_FALSE(tried.empty());
      return has_all(tried, culprits) ? Trial::kFails : Trial::kHolds;
    });
    CHECK(names(shrunk.faults) == culprits);
    CHECK(shrunk.complete);
    const auto count = static_cast<int>(all.size());
    CHECK(shrunk.trials <= count * count);
  }
}

// Fails with "ab" or without "b": a part alone is not what makes it hold.
TEST_CASE("a failure that is not monotonous still ends where no fault can be missed") {
  const auto fails = [](const Faults& tried) {
    return has_all(tried, "a") && (tried.size() % 2 == 0 || !has_all(tried, "c"));
  };
  const auto shrunk = shrink(faults("abcdef"), 4s, [&](const Faults& tried) {
    return fails(tried) ? Trial::kFails : Trial::kHolds;
  });
  CHECK(fails(shrunk.faults));
  for (std::size_t i = 0; i < shrunk.faults.size() && shrunk.faults.size() > 1; ++i) {
    Faults rest = shrunk.faults;
    rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(i));
    CHECK_FALSE(fails(rest));
  }
}

TEST_CASE("faults are shortened as far as they still fail") {
  const auto shrunk = shrink(faults("ab"), 250ms, [](const Faults& tried) {
    const bool fails = tried.size() == 2 && tried[0].fault.duration >= 900ms;
    return fails ? Trial::kFails : Trial::kHolds;
  });
  REQUIRE(shrunk.faults.size() == 2);
  CHECK(*shrunk.faults[0].fault.duration == 1s);
  CHECK(*shrunk.faults[1].fault.duration == 250ms);
}

TEST_CASE("a fault of several nodes is aimed at the one that matters") {
  Faults all = faults("a");
  all[0].fault.target = "web[all]";
  all[0].targets = {"web[0]", "web[1]", "web[2]"};
  const auto shrunk = shrink(all, 4s, [](const Faults& tried) {
    const auto& targets = tried[0].targets;
    const bool hit = std::find(targets.begin(), targets.end(), "web[1]") != targets.end();
    return hit ? Trial::kFails : Trial::kHolds;
  });
  CHECK(shrunk.faults[0].fault.target == "web[1]");
}

TEST_CASE("what is stopped keeps the best so far, and nothing is tried twice") {
  std::set<std::string> seen;
  for (int limit = 0; limit < 12; ++limit) {
    int tried = 0;
    seen.clear();
    Faults last = faults("abcdefgh");
    const auto shrunk = shrink(last, 500ms, [&](const Faults& each) {
      if (tried == limit) return Trial::kStop;
      ++tried;
      std::string key = names(each);
      for (const auto& part : each) key += std::to_string(part.fault.duration->count());
      CHECK(seen.insert(key).second);
      if (!has_all(each, "bg")) return Trial::kHolds;
      last = each;
      return Trial::kFails;
    });
    CHECK_FALSE(shrunk.complete);
    CHECK(shrunk.trials == limit);
    CHECK(names(shrunk.faults) == names(last));
  }
}

}  // namespace
}  // namespace squall

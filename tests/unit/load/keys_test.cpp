#include "harness/load/keys.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <map>

#include "harness/core/hash.h"

namespace squall {
namespace {

using Distribution = KeySpace::Distribution;

const std::vector<KeyList> kLists{{"names", {"ann", "bob", "cem"}}, {"none", {}}};

Keys make(const KeySpace& space, std::uint64_t seed = 1) {
  auto keys = Keys::make(space, kLists, Random(seed), {});
  REQUIRE(keys);
  return std::move(*keys);
}

std::map<std::string, int> counts(Keys keys, int draws) {
  std::map<std::string, int> result;
  for (int i = 0; i < draws; ++i) ++result[keys.next(0).text];
  return result;
}

}  // namespace

TEST_CASE("sequential keys go round", "[keys]") {
  Keys keys = make({"names", {}, 0, Distribution::kSequential, 1, false});
  std::string seen;
  for (int i = 0; i < 5; ++i) seen += keys.next(0).text + " ";
  CHECK(seen == "ann bob cem ann bob ");
  CHECK(keys.next(0).hash == hash64("cem"));
}

TEST_CASE("uniform keys are even, Zipf's fall off with their rank", "[keys]") {
  const int draws = 60000;
  for (const auto& [key, count] :
       counts(make({"names", {}, 0, Distribution::kUniform, 1, false}), draws)) {
    CAPTURE(key);
    CHECK(count == Approx(draws / 3.0).epsilon(0.03));
  }
  auto zipf = counts(make({"names", {}, 0, Distribution::kZipf, 2, false}), draws);
  const double whole = 1 + 1 / 4.0 + 1 / 9.0;
  CHECK(zipf["ann"] == Approx(draws / whole).epsilon(0.03));
  CHECK(zipf["bob"] == Approx(draws / whole / 4).epsilon(0.03));
  CHECK(zipf["cem"] == Approx(draws / whole / 9).epsilon(0.05));
}

TEST_CASE("generated keys fill the pattern; users may have keys of their own", "[keys]") {
  Keys keys = make({"", Template("squall-{n}"), 4, Distribution::kUniform, 1, true});
  CHECK(keys.size() == 4);
  CHECK(keys.per_user());
  CHECK(keys.next(2).text == "squall-2");
  CHECK(keys.next(6).text == "squall-2");
  CHECK(keys.next(0).text == "squall-0");
}

TEST_CASE("keys dealt out to users: each draws from a part that no other has", "[keys]") {
  KeySpace space{"", Template("k{n}"), 7, Distribution::kSequential, 1, false};
  space.partition = true;
  Keys keys = make(space);
  CHECK(keys.exclusive());
  keys.deal_out(3);
  std::string seen;
  for (int i = 0; i < 4; ++i) {
    for (const std::uint32_t user : {0U, 1U, 2U}) seen += keys.next(user).text + " ";
  }
  CHECK(seen == "k0 k1 k2 k3 k4 k5 k6 k1 k2 k0 k4 k5 ");

  for (const Distribution distribution : {Distribution::kUniform, Distribution::kZipf}) {
    space.distribution = distribution;
    Keys drawn = make(space);
    drawn.deal_out(3);
    std::map<std::string, int> of_first;
    for (int i = 0; i < 30000; ++i) {
      ++of_first[drawn.next(0).text];
      const std::string& second = drawn.next(1).text;
      CHECK((second == "k1" || second == "k4"));
    }
    CHECK(of_first.size() == 3);
    const double whole = distribution == Distribution::kUniform ? 3 : 1 + 1 / 2.0 + 1 / 3.0;
    CHECK(of_first["k0"] == Approx(30000 / whole).epsilon(0.03));
  }
}

TEST_CASE("a key space that holds nothing is refused", "[keys]") {
  const auto refusal = [](const KeySpace& space) {
    const auto keys = Keys::make(space, kLists, Random(1), {});
    return keys ? std::string("none") : keys.error().message;
  };
  CHECK(refusal({"nobody", {}, 0, Distribution::kUniform, 1, false}) ==
        "no list of keys is called 'nobody'; there are: names and none");
  CHECK(refusal({"none", {}, 0, Distribution::kUniform, 1, false}) == "the key space is empty");
  CHECK(refusal({"", Template("{m}"), 1, Distribution::kUniform, 1, false}) ==
        "nothing is called {m} here");
}

}  // namespace squall

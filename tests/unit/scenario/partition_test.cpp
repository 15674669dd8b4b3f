#include "harness/scenario/partition.h"

#include <catch2/catch.hpp>
#include <set>

namespace squall {
namespace {

Options shape(const std::string& name, const std::string& one_way = "none") {
  Options options;
  options.set("shape", Value{name});
  options.set("one_way", Value{one_way});
  return options;
}

Options groups(std::initializer_list<const char*> texts, const std::string& one_way = "none") {
  Options options;
  ValueList list;
  for (const char* text : texts) list.push_back(Value{std::string(text)});
  options.set("groups", Value{std::move(list)});
  options.set("one_way", Value{one_way});
  return options;
}

Service of(int nodes) {
  Service service;
  service.name = "db";
  service.nodes = nodes;
  return service;
}

std::vector<std::string> legs(const Options& options, int nodes, std::uint64_t seed = 1) {
  return partition_legs(options, of(nodes), Random(seed)).value_or(std::vector<std::string>{});
}

// How many nodes each node still sees both ways.
std::multiset<int> seen_by_each(const std::vector<std::string>& cut, int nodes) {
  std::multiset<int> seen;
  const std::set<std::string> all(cut.begin(), cut.end());
  const auto name = [](int a, int b) {
    return "db[" + std::to_string(a) + "]->db[" + std::to_string(b) + "]";
  };
  for (int a = 0; a < nodes; ++a) {
    int count = 0;
    for (int b = 0; b < nodes; ++b) {
      if (a != b && all.count(name(a, b)) == 0 && all.count(name(b, a)) == 0) ++count;
    }
    seen.insert(count);
  }
  return seen;
}

TEST_CASE("each shape leaves what it says, whoever is drawn") {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    CHECK(seen_by_each(legs(shape("one"), 5, seed), 5) == std::multiset<int>{0, 3, 3, 3, 3});
    CHECK(seen_by_each(legs(shape("minority"), 5, seed), 5) == std::multiset<int>{1, 1, 2, 2, 2});
    CHECK(seen_by_each(legs(shape("halves"), 4, seed), 4) == std::multiset<int>{1, 1, 1, 1});
    CHECK(seen_by_each(legs(shape("ring"), 5, seed), 5) == std::multiset<int>{2, 2, 2, 2, 2});
    CHECK(seen_by_each(legs(shape("bridge"), 5, seed), 5) == std::multiset<int>{2, 2, 2, 2, 4});
  }
}

TEST_CASE("the primary node alone: which one it is, the run will tell") {
  using Legs = std::vector<std::string>;
  CHECK(legs(shape("primary"), 2) == Legs{"db[primary]->db[0]", "db[0]->db[primary]",
                                          "db[primary]->db[1]", "db[1]->db[primary]"});
  CHECK(legs(shape("primary", "from"), 2) == Legs{"db[primary]->db[0]", "db[primary]->db[1]"});
  CHECK(legs(shape("primary", "to"), 2) == Legs{"db[0]->db[primary]", "db[1]->db[primary]"});
}

TEST_CASE("the same seed cuts the same, and seeds differ") {
  std::set<std::vector<std::string>> drawn;
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    const auto cut = legs(shape("one"), 3, seed);
    CHECK(cut == legs(shape("one"), 3, seed));
    CHECK(cut.size() == 4);
    drawn.insert(cut);
  }
  CHECK(drawn.size() == 3);
}

TEST_CASE("groups are cut as they are written, one way if asked") {
  using Legs = std::vector<std::string>;
  CHECK(legs(groups({"0", "1"}), 3) == Legs{"db[0]->db[1]", "db[1]->db[0]"});
  CHECK(legs(groups({"0", "1, 2"}, "from"), 3) == Legs{"db[0]->db[1]", "db[0]->db[2]"});
  CHECK(legs(groups({"0", "1,2"}, "to"), 3) == Legs{"db[1]->db[0]", "db[2]->db[0]"});
  CHECK(legs(groups({"0", "1", "2"}), 3).size() == 6);
}

TEST_CASE("what cannot be cut is said") {
  const auto wrong = [](const Options& options, int nodes) {
    const auto made = partition_legs(options, of(nodes), Random(1));
    return made ? std::string("fine") : made.error().message;
  };
  CHECK(wrong(groups({"0", "3"}), 3) == "'3' is no node: there are 0 to 2");
  CHECK(wrong(groups({"0", "x"}), 3) == "'x' is no node: there are 0 to 2");
  CHECK(wrong(groups({"0", ""}), 3) == "'' is no node: there are 0 to 2");
  CHECK(wrong(groups({"0,1", "1"}), 3) == "node 1 stands in two groups: leave it in one of them");
  CHECK(wrong(groups({"0,1,2"}), 3) == "it cuts nothing: db has 3 nodes");
  CHECK(wrong(shape("one"), 1) == "it cuts nothing: db has 1 node");
  CHECK(wrong(shape("ring"), 3) == "it cuts nothing: db has 3 nodes");
  CHECK(wrong(shape("bridge"), 2) == "it cuts nothing: db has 2 nodes");
  CHECK(wrong(shape("primary"), 1) == "it cuts nothing: db has 1 node");
  CHECK(wrong(shape("minority"), 2) == "it cuts nothing: db has 2 nodes");
}

}  // namespace
}  // namespace squall

// [[client.variant]] and [[client.change]]: what they take from [client], what a variant may switch
// off, and what --set and --variant do to it.
#include <catch2/catch.hpp>

#include "harness/scenario/plan.h"
#include "tests/unit/scenario/support.h"

namespace squall {
namespace {

using namespace std::chrono_literals;
using test::Files;
using test::kinds;

constexpr const char* kVariantsTopology = R"(
schema = 1
name = "shop"
[[service]]
name = "web"
command = ["node"]
[[workload]]
name = "browsing"
[[workload.step]]
name = "front"
method = "GET"
url = "{web.url}/"
)";

constexpr const char* kVariantsScenario = R"(
schema = 1
title = "Policies"
topology = "topology.toml"

[client]
deadline = "4s"
attempt_timeout = "1s"
retry = { max = 3, base = "20ms", backoff = "constant" }
circuit_breaker = { failures = 5 }

[[client.variant]]
name = "as-it-is"

[[client.variant]]
name = "no retry"
retry = false
circuit_breaker = false

[[client.variant]]
name = "more"
deadline = "8s"
retry = { max = 9, jitter = "none" }

[[load]]
workload = "browsing"
rate = "10/s"

[[phase]]
name = "calm"
kind = "baseline"
for = "10s"

[[gate]]
expr = "availability >= 99%"
[[gate]]
name = "impatient"
variant = "no retry"
expr = "p99 <= 1s"
)";

tl::expected<LoadedScenario, Diagnostics> load(const Files& files, LoadRequest request) {
  request.file = files.path("scenario.toml");
  return load_scenario(request, kinds());
}

LoadedScenario loaded(const LoadRequest& request = {},
                      const std::string& text = kVariantsScenario) {
  const Files files{{"topology.toml", kVariantsTopology}, {"scenario.toml", text}};
  auto result = load(files, request);
  if (!result) FAIL(test::text(result.error(), files.path("")));
  return *result;
}

std::string complaint(const LoadRequest& request, const std::string& text = kVariantsScenario) {
  const Files files{{"topology.toml", kVariantsTopology}, {"scenario.toml", text}};
  const auto result = load(files, request);
  return result ? "none" : test::text(result.error(), files.path(""));
}

std::vector<std::string> names(const std::vector<ClientPolicy>& variants) {
  std::vector<std::string> names;
  for (const ClientPolicy& variant : variants) names.push_back(variant.name);
  return names;
}

TEST_CASE("a variant is [client] with its own keys merged in") {
  const Scenario scenario = loaded().scenario;
  REQUIRE(names(scenario.variants) == std::vector<std::string>{"as-it-is", "no retry", "more"});
  const ClientPolicy& same = scenario.variants[0];
  CHECK(same.deadline == 4s);
  CHECK(same.retry.max == 3);
  CHECK(same.circuit_breaker->failures == 5);
  CHECK(same.settings.empty());

  const ClientPolicy& more = scenario.variants[2];
  CHECK(more.deadline == 8s);
  CHECK(more.attempt_timeout == 1s);
  CHECK(more.retry.max == 9);
  CHECK(more.retry.base == 20ms);
  CHECK(more.retry.backoff == RetryPolicy::Backoff::kConstant);
  CHECK(more.retry.jitter == RetryPolicy::Jitter::kNone);
  CHECK(more.circuit_breaker->failures == 5);
  CHECK(more.settings == "deadline = \"8s\", retry = { max = 9, jitter = \"none\" }");
  CHECK(scenario.client.retry.max == 3);
}

TEST_CASE("false switches a part of the policy off, in a variant and in [client]") {
  const ClientPolicy none = loaded().scenario.variants[1];
  CHECK(none.retry.max == 0);
  CHECK_FALSE(none.circuit_breaker);
  CHECK(none.settings == "retry = false, circuit_breaker = false");
  LoadRequest request;
  request.sets = {"client.retry=false"};
  const Scenario off = loaded(request).scenario;
  CHECK(off.client.retry.max == 0);
  CHECK(off.variants[0].retry.max == 0);
  CHECK(off.variants[2].retry.max == 9);
}

TEST_CASE("--set reaches a variant by its name, also what it had not said itself") {
  LoadRequest request;
  request.sets = {"client.variant.as-it-is.retry.max=7", "client.variant.'no retry'.retry.max=1",
                  "client.deadline=6s"};
  const Scenario scenario = loaded(request).scenario;
  CHECK(scenario.variants[0].retry.max == 7);
  CHECK(scenario.variants[0].retry.base == 20ms);
  CHECK(scenario.variants[0].settings == "retry = { max = 7 }");
  CHECK(scenario.variants[1].retry.max == 1);
  CHECK(scenario.variants[1].deadline == 6s);
  CHECK(scenario.variants[2].deadline == 8s);
  request.sets = {"client.variant.mroe.deadline=1s"};
  CHECK(complaint(request) ==
        "--set 'client.variant.mroe.deadline=1s': error: there is no variant 'mroe'\n"
        "    did you mean 'more'?\n");
}

TEST_CASE("--variant leaves a scenario that never had the others") {
  LoadRequest request;
  request.variants = {"more", "as-it-is"};
  const LoadedScenario some = loaded(request);
  CHECK(names(some.scenario.variants) == std::vector<std::string>{"as-it-is", "more"});
  REQUIRE(some.scenario.gates.size() == 1);
  CHECK(some.scenario.gates[0].variant.empty());
  CHECK(some.scenario_toml.find("no retry") == std::string::npos);
  CHECK(some.scenario.hash != loaded().scenario.hash);
  request.variants = {"mroe"};
  CHECK(complaint(request) ==
        "--variant 'mroe': error: the scenario has no such client variant\n"
        "    did you mean 'more'?\n");
}

TEST_CASE("what is written down loads to the same variants") {
  const LoadedScenario first = loaded();
  const Scenario again = loaded({}, first.scenario_toml).scenario;
  REQUIRE(again.variants.size() == 3);
  CHECK(again.variants[1].retry.max == 0);
  CHECK(again.variants[2].retry.max == 9);
  CHECK(again.variants[2].settings == first.scenario.variants[2].settings);
  CHECK(again.gates[1].variant == "no retry");
  CHECK(again.hash == first.scenario.hash);
}

TEST_CASE("the plan says which policies it is run with, and how long that takes") {
  const Scenario scenario = loaded().scenario;
  const std::string text = to_text(make_plan(scenario, {}, 7, false), scenario);
  CHECK(text.find("With each of 3 client policies, one after the other (3 x 10s = 30s at most):\n"
                  "  as-it-is  as [client]\n"
                  "  no retry  retry = false, circuit_breaker = false\n"
                  "  more      deadline = \"8s\", retry = { max = 9, jitter = \"none\" }\n\n"
                  "PHASE") != std::string::npos);
}

std::string with_changes(const std::string& changes) {
  std::string text = kVariantsScenario;
  const auto begin = text.find("[[client.variant]]"), end = text.find("[[load]]");
  text.replace(begin, end - begin, changes);
  const auto gate = text.rfind("[[gate]]");
  return text.substr(0, gate);
}

TEST_CASE("clients may change while the phases go on") {
  const Scenario scenario = loaded({}, with_changes(R"(
[[client.change]]
at = "7s"
[[client.change]]
at = "2s"
deadline = "1s"
retry = { max = 1 }
)"))
                                .scenario;
  REQUIRE(scenario.client_changes.size() == 2);
  const ClientChange& first = scenario.client_changes[0];
  CHECK(first.at == 2s);
  CHECK(first.policy.deadline == 1s);
  CHECK(first.policy.retry.max == 1);
  CHECK(first.policy.retry.base == 20ms);
  CHECK(first.policy.settings == "deadline = \"1s\", retry = { max = 1 }");
  CHECK(scenario.client_changes[1].at == 7s);
  CHECK(scenario.client_changes[1].policy.deadline == 4s);
  CHECK(scenario.client_changes[1].policy.settings.empty());
  const std::string plan = to_text(make_plan(scenario, {}, 7, false), scenario);
  CHECK(plan.find("Clients change while it runs:\n"
                  "  at 2s  deadline = \"1s\", retry = { max = 1 }\n"
                  "  at 7s  as [client]\n\nPHASE") != std::string::npos);
}

TEST_CASE("a change that cannot be is a mistake at its place") {
  const std::string all = complaint({}, with_changes(R"(
[[client.change]]
deadline = "1s"
[[client.change]]
at = "10s"
[[client.change]]
at = "1s"
connections = "per_user"
)"));
  CHECK(all.find("lacks 'at'") != std::string::npos);
  CHECK(all.find("the phases last at most 10s") != std::string::npos);
  CHECK(all.find("'connections' cannot be changed while clients run") != std::string::npos);
  const std::string both = complaint(
      {}, std::string(kVariantsScenario) + "[[client.change]]\nat = \"1s\"\ndeadline = \"1s\"\n");
  CHECK(both.find("either client variants or changes") != std::string::npos);
}

}  // namespace
}  // namespace squall

// A link that is cut: what proves it, and what does not.
#include <catch2/catch.hpp>
#include <csignal>

#include "harness/http/client.h"
#include "tests/unit/faults/support.h"

using namespace squall;
using namespace squall::test;
using Catch::Matchers::Contains;

namespace {

struct CutLink {
  CutLink() : stage({server_service("web")}) {
    stage.topology.links = {{"client->web", "client", "web", Link::Proxy::kAuto, ""}};
    stage.settings.proxied = {"client->web"};
    const auto started = stage.start();
    REQUIRE(started);
    // A link that nobody uses proves nothing.
    HttpRequest request;
    request.url = stage.system->legs().of("client->web").at(0)->address.url() + "/";
    REQUIRE(HttpClient().send(request));
    auto made = make_fault(spec_of("timeout"), {"client->web"}, *stage.system);
    REQUIRE(made);
    fault = std::move(*made);
  }

  Stage stage;
  std::unique_ptr<Fault> fault;
};

}  // namespace

TEST_CASE("a link that is cut is proven by silence, unless that is cut short by its healing") {
  CutLink cut;
  REQUIRE(cut.fault->inject());
  CHECK(cut.fault->evidence({}).confirmed);
  std::stop_source healing;
  healing.request_stop();
  const FaultProof evidence = cut.fault->evidence(healing.get_token());
  CHECK_FALSE(evidence.confirmed);
  CHECK(evidence.what == "it was healed before it had been looked at for 300 ms");
  REQUIRE(cut.fault->heal({}));
  CHECK(cut.stage.system->stop().empty());
}

TEST_CASE("latency: no delay is a mistake: anything would prove it") {
  const auto mistake = find_kind(kToxicKinds, "latency")->mistake;
  CHECK_FALSE(mistake(options_of({{"delay", {ms(1)}}})));
  CHECK(mistake(options_of({{"delay", {ms(0)}}, {"jitter", {ms(10)}}}))->option == "delay");
}

TEST_CASE("a server that is gone does not prove that its link is cut") {
  CutLink cut;
  const auto child = cut.stage.system->find_node("web")->child();
  REQUIRE(child->signal(SIGKILL));
  REQUIRE(child->wait_exit(std::chrono::minutes(1)));
  REQUIRE(cut.fault->inject());
  for (int i = 0; i < 2; ++i) CHECK_FALSE(cut.fault->evidence({}).confirmed);
  REQUIRE(cut.fault->heal({}));
  CHECK(cut.stage.system->stop().empty());
}

#include <catch2/catch.hpp>

#include "tests/fixtures/http_fixture.h"
#include "tests/fixtures/tls_front.h"
#include "tests/unit/probes/spec.h"

using namespace squall;
using namespace squall::probe_test;

namespace {

// "127.0.0.1:4711" of "https://127.0.0.1:4711/".
std::string host_port_of(const std::string& url) {
  const std::string rest = url.substr(url.find("//") + 2);
  return rest.substr(0, rest.find('/'));
}

}  // namespace

TEST_CASE("certificate: days, chain and name") {
  fixture::HttpFixture server;
  const fixture::TlsFront front(server.port(), {});
  const auto& files = fixture::Certificates::get();
  ProbeSpec probe = spec("certificate", {{"address", text(host_port_of(front.url("/")))},
                                         {"ca", text(files.path("ca.pem"))}});
  probe.timeout = std::chrono::seconds(10);
  const ProbeSample good = sample(probe, knows({}), {});
  INFO(good.actual);
  CHECK(good.met);
  REQUIRE(good.value);
  CHECK(*good.value > 1.9);  // Made for two days.
  CHECK(*good.value <= 2.0);
  CHECK(good.actual.starts_with("expires in "));

  probe.value.min = 30;
  CHECK_FALSE(sample(probe, knows({}), {}).met);
  probe.value = {};
  probe.options.set("server_name", text("example.org"));
  const ProbeSample other_name = sample(probe, knows({}), {});
  CHECK_FALSE(other_name.met);
  CHECK(other_name.actual.starts_with("hostname mismatch"));
  CHECK(other_name.value);
  probe.options.set("server_name", text(""));
  probe.options.set("ca", text(files.path("other-ca.pem")));
  const ProbeSample unknown = sample(probe, knows({}), {});
  CHECK_FALSE(unknown.met);
  CHECK(unknown.actual.find("certificate") != std::string::npos);
  probe.options.set("verify", Value{false});
  CHECK(sample(probe, knows({}), {}).met);
  probe.options.set("ca", text("/nowhere/ca.pem"));
  CHECK(sample(probe, knows({}), {}).actual == "/nowhere/ca.pem holds no certificates");
}

TEST_CASE("certificate: no TLS, nobody there, and silence") {
  fixture::HttpFixture plain;
  ProbeSpec probe =
      spec("certificate", {{"address", text("127.0.0.1:" + std::to_string(plain.port()))}});
  probe.timeout = std::chrono::milliseconds(500);
  const ProbeSample no_tls = sample(probe, knows({}), {});
  CHECK_FALSE(no_tls.met);
  CHECK_FALSE(no_tls.value);
  const fixture::SilentPort silent;
  probe.options.set("address", text(silent.authority()));
  CHECK(sample(probe, knows({}), {}).actual == "no answer");
  probe.options.set("address", text("127.0.0.1:" + std::to_string(fixture::refused_port())));
  CHECK(sample(probe, knows({}), {}).actual == "connect_refused");
}

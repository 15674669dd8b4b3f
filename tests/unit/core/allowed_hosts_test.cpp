// Which hosts may be dialled.
#include "harness/core/allowed_hosts.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <catch2/catch.hpp>

namespace squall {
namespace {

sockaddr_in v4(const char* text) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  ::inet_pton(AF_INET, text, &address.sin_addr);
  return address;
}

bool leads_to(const AllowedHosts& allowed, const HostPort& place, const char* address) {
  const sockaddr_in found = v4(address);
  return allowed.allow(place, reinterpret_cast<const sockaddr&>(found));
}

TEST_CASE("where URLs and addresses lead") {
  CHECK(host_port_of("http://example.org/x") == HostPort{"example.org", 80});
  CHECK(host_port_of("https://example.org?x") == HostPort{"example.org", 443});
  CHECK(host_port_of("http://user:pass@10.0.0.5:8080/@x") == HostPort{"10.0.0.5", 8080});
  CHECK(host_port_of("http://[2001:db8::1]:81") == HostPort{"2001:db8::1", 81});
  CHECK(host_port_of("db.example:5432") == HostPort{"db.example", 5432});
  CHECK(host_port_of("db.example") == HostPort{"db.example", 0});
  CHECK(host_port_of("2001:db8::1") == HostPort{"2001:db8::1", 0});
  CHECK(host_port_of("[::1]:80") == HostPort{"::1", 80});
  for (const char* none : {"", "*.example", "10.0.0.0/8", "ftp://a", "http://", "a b", "a:", "a:0",
                           "a:99999", "[::1", "[x]:1", "[::1]x:1", "{node.host}"}) {
    INFO(none);
    CHECK_FALSE(host_port_of(none));
  }
}

TEST_CASE("this machine is loopback, by whichever name") {
  for (const char* own : {"127.0.0.1", "127.9.9.9", "::1", "0:0:0:0:0:0:0:1", "::ffff:127.0.0.1",
                          "localhost", "LocalHost", "web.localhost"}) {
    INFO(own);
    CHECK(is_this_machine(own));
  }
  for (const char* other : {"", "10.0.0.1", "127.evil.example", "127.0.0.1.example", "notlocalhost",
                            "localhost.example", "::2", "example.org"}) {
    INFO(other);
    CHECK_FALSE(is_this_machine(other));
  }
}

TEST_CASE("an entry is a place, or all ports of a host") {
  const AllowedHosts allowed({"http://a.example/base", "b.example:81", "10.0.0.5"});
  CHECK(allowed.name({"a.example", 80}));
  CHECK(allowed.name({"A.Example", 80}));
  CHECK_FALSE(allowed.name({"a.example", 443}));
  CHECK(allowed.name({"b.example", 81}));
  CHECK_FALSE(allowed.name({"b.example", 80}));
  CHECK(allowed.name({"10.0.0.5", 9}));
  CHECK_FALSE(allowed.name({"10.0.0.50", 9}));
  CHECK(allowed.allow({"127.0.0.1", 1}));
  CHECK_FALSE(AllowedHosts().allow({"10.0.0.5", 9}));
}

TEST_CASE("what counts of a name that is not allowed is where it leads") {
  const AllowedHosts allowed({"a.example"});
  CHECK(leads_to(allowed, {"a.example", 80}, "192.0.2.1"));
  CHECK(leads_to(allowed, {"b.example", 80}, "127.0.0.1"));
  CHECK_FALSE(leads_to(allowed, {"b.example", 80}, "192.0.2.1"));
  CHECK_FALSE(leads_to(allowed, {"localhost", 80}, "192.0.2.1"));
}

}  // namespace
}  // namespace squall

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <catch2/catch.hpp>
#include <csignal>

#include "harness/topology/by_needs.h"
#include "harness/topology/drivers/kinds.h"
#include "harness/topology/logs.h"
#include "harness/topology/ports.h"
#include "harness/topology/programs.h"
#include "probes/tcp.h"
#include "tests/unit/topology/support.h"

using namespace squall;
using namespace squall::test;
using Catch::Matchers::Contains;

namespace {

Service external_service(const std::string& address) {
  Service service;
  service.name = "outside";
  service.driver = "external";
  service.addresses = {address};
  return service;
}

}  // namespace

TEST_CASE("every driver of the table can be made") {
  for (const Kind& kind : kDriverKinds) CHECK_FALSE(kind.summary.empty());
  CHECK(kDriverKinds.size() == 2);
}

TEST_CASE("an external service is its addresses, on this machine or where it is allowed") {
  Stage stage({external_service("http://127.0.0.1:8080/base/")});
  REQUIRE(stage.start());
  const Node& node = *stage.system->find_node("outside");
  CHECK(node.address.url() == "http://127.0.0.1:8080/base");
  CHECK(node.child() == nullptr);
  CHECK((*stage.system->lookup("client")("outside.port")) == "8080");
  CHECK_FALSE(stage.system->signal(*stage.system->find_node("outside"), SIGTERM));
  CHECK(stage.system->stop().empty());
}

TEST_CASE("an external host that is not allowed is refused") {
  Stage stage({external_service("http://192.0.2.1:80")});
  const auto refused = stage.start();
  REQUIRE_FALSE(refused);
  CHECK_THAT(refused.error().what, Contains("[safety] allow"));
  stage.system.reset();
  stage.topology.allowed_hosts = {"http://192.0.2.1:80"};
  std::filesystem::remove_all(stage.settings.run_dir);
  std::filesystem::create_directory(stage.settings.run_dir);
  CHECK(stage.start());
}

TEST_CASE("a reserved port refuses connections, is nobody else's, and can be listened on") {
  const auto reserved = reserve_port(0);
  REQUIRE(reserved);
  const std::string address = "127.0.0.1:" + std::to_string(reserved->port);
  const auto refused = tcp_probe::connect_to(address, std::chrono::minutes(1), {});
  REQUIRE_FALSE(refused);
  CHECK(refused.error().message == "connect_refused");

  sockaddr_in here{};
  here.sin_family = AF_INET;
  here.sin_port = htons(reserved->port);
  here.sin_addr.s_addr = htonl(INADDR_ANY);
  auto* const raw = reinterpret_cast<sockaddr*>(&here);
  const Fd rude(::socket(AF_INET, SOCK_STREAM, 0));
  CHECK(::bind(rude.get(), raw, sizeof here) != 0);
  const Fd server(::socket(AF_INET, SOCK_STREAM, 0));
  const int on = 1;
  ::setsockopt(server.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  CHECK(::bind(server.get(), raw, sizeof here) == 0);
  CHECK(::listen(server.get(), 1) == 0);
  CHECK(tcp_probe::connect_to(address, std::chrono::minutes(1), {}));
}

TEST_CASE("services end in the reverse order of their needs") {
  std::vector<Service> services(4);
  services[0].name = "a";
  services[1].name = "b";
  services[1].needs = {"a"};
  services[2].name = "c";
  services[2].needs = {"a", "b"};
  services[3].name = "d";
  const auto order = end_order(services);
  REQUIRE(order.size() == 3);
  CHECK(order[0] == std::vector<const Service*>{&services[2], &services[3]});
  CHECK(order[1] == std::vector<const Service*>{&services[1]});
  CHECK(order[2] == std::vector<const Service*>{&services[0]});
}

TEST_CASE("a long log keeps its start and its end, whole lines") {
  const Folder folder;
  std::string text = "first line\n";
  while (text.size() < (std::size_t{6} << 20)) text += "some line of the log with a key\n";
  text += "last line\n";
  const auto file = folder.write("node.log", text);
  trim_logs(folder.path(), SecretMask());
  const std::string trimmed = contents(file);
  CHECK(trimmed.size() < (std::size_t{5} << 20) + 200);
  CHECK(trimmed.starts_with("first line\n"));
  CHECK(trimmed.ends_with("last line\n"));
  CHECK_THAT(trimmed, Contains("\n[squall: "));
  CHECK(log_tail(file, 2) ==
        std::vector<std::string>{"some line of the log with a key", "last line"});
}

TEST_CASE("programs are found on the PATH, then in folders, then nowhere") {
  CHECK(find_program("sh"));
  CHECK_FALSE(find_program("no-such-program"));
  const Folder folder;
  const auto file = folder.write("tool", "#!/bin/sh\n");
  const std::vector<std::string> folders{"/nonexistent", folder.path().string()};
  CHECK_FALSE(find_program("tool", folders));
  std::filesystem::permissions(file, std::filesystem::perms::owner_all);
  CHECK(find_program("tool", folders) == file);

  Topology topology;
  topology.file = folder.path() / "topology.toml";
  topology.services = {server_service("web")};
  topology.services.push_back(Service{});
  topology.services[1].name = "missing";
  topology.services[1].program = "no-such-program";
  topology.prepare = {{"data", {"sh", "-c", "no-such-tool"}, "data", {}, {"no-such-tool"}}};
  const auto needs = program_needs(topology);
  REQUIRE(needs.size() == 4);
  CHECK(needs[0].program == "sh");
  CHECK(needs[0].path);
  CHECK(needs[1].service == "prepare data");
  CHECK_FALSE(needs[1].path);
  CHECK(needs[2].path);
  CHECK_FALSE(needs[3].path);
}

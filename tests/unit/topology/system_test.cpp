#include "harness/topology/system.h"

#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <csignal>
#include <cstdlib>
#include <thread>

#include "harness/core/proc.h"
#include "harness/topology/cleanup.h"
#include "harness/topology/lock.h"
#include "harness/topology/ports.h"
#include "probes/tcp.h"
#include "tests/unit/topology/support.h"

using namespace squall;
using namespace squall::test;
using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;

namespace {

Service shell_service(const std::string& name, const std::string& script) {
  Service service;
  service.name = name;
  service.command = {Template("sh"), Template("-c"), Template(script)};
  return service;
}

bool connects(const Node& node) {
  return tcp_probe::connect_to(node.address.host_port(), std::chrono::minutes(1), {}).has_value();
}

// After stop(): no process, no folder, no listener.
void check_nothing_left(Stage& stage) {
  CHECK(stage.system->stop().empty());
  CHECK(end_marked(stage.settings.run_dir, Nanoseconds(0)).residue.empty());
  CHECK_FALSE(std::filesystem::exists(stage.settings.run_dir / "work"));
  CHECK_FALSE(std::filesystem::exists(stage.settings.run_dir / "ledger.jsonl"));
}

}  // namespace

TEST_CASE("services start in the order of their needs, answer, and end without a trace") {
  Service database = server_service("database");
  database.nodes = 2;
  Service front = server_service("front", {{"UPSTREAM", Template("{database[1].url}")}});
  front.needs = {"database"};
  front.command = {Template("sh"), Template("-c"),
                   Template("echo up=$UPSTREAM me={node.name} "
                            "of={database.count}; exec node " SQUALL_SOURCE_DIR
                            "/tests/fixtures/balanced/server.mjs")};
  Stage stage({front, database});
  const auto started = stage.start();
  REQUIRE(started);
  System& system = *stage.system;
  REQUIRE(system.nodes().size() == 3);
  for (const Node* node : system.nodes()) {
    CHECK(node->state() == NodeState::kReady);
    CHECK(connects(*node));
  }
  const Node* second = system.find_node("database[1]");
  REQUIRE(second != nullptr);
  CHECK(system.find_node("front[0]") == system.find_node("front"));
  CHECK(system.find_node("front[1]") == nullptr);
  CHECK_THAT(contents(stage.settings.run_dir / "logs" / "front.log"),
             Contains("up=" + second->address.url() + " me=front of=2"));
  CHECK(system.resolved().services.size() == 2);
  CHECK(system.foreign_listeners().empty());

  const auto changes = stage.events.all<NodeChanged>();
  const auto first_of = [&](const std::string& node, NodeState state) {
    return std::find_if(changes.begin(), changes.end(), [&](const NodeChanged& change) {
      return change.node == node && change.state == state;
    });
  };
  CHECK(first_of("database[0]", NodeState::kReady) < first_of("front", NodeState::kStarting));
  CHECK(first_of("database[1]", NodeState::kReady) < first_of("front", NodeState::kStarting));
  check_nothing_left(stage);
  for (const Node* node : system.nodes()) CHECK(node->state() == NodeState::kEnded);
}

TEST_CASE("members that share a port are told apart by their address, and reach others by proxy") {
  Service member = server_service("member", {{"HOST", Template("{node.host.peers}")}});
  member.nodes = 2;
  member.ports = {Port{"peers", {}, true}};
  member.command = {
      Template("sh"), Template("-c"),
      Template("echo {member[0].host.peers}:{member[0].port.peers} "
               "{member[1].host.peers}:{member[1].port.peers}; exec node " SQUALL_SOURCE_DIR
               "/tests/fixtures/balanced/server.mjs")};
  Stage stage({member});
  stage.topology.links = {{"member->member", "member", "member", Link::Proxy::kAuto, "peers"}};
  stage.settings.proxied = {"member->member"};
  const auto started = stage.start();
  REQUIRE(started);
  System& system = *stage.system;
  const Node& first = *system.nodes()[0];
  const Node& second = *system.nodes()[1];
  const std::uint16_t port = first.ports[0].number;
  CHECK(first.address.host_port() == fmt::format("127.0.0.1:{}", port));
  CHECK(second.address.host_port() == fmt::format("127.0.0.2:{}", port));
  CHECK(connects(second));
  // Each sees itself where it is, and the other where the proxy stands: at the same port.
  CHECK_THAT(contents(stage.settings.run_dir / "logs" / "member-0.log"),
             Contains(fmt::format("127.0.0.1:{0} 127.83.0.1:{0}", port)));
  CHECK_THAT(contents(stage.settings.run_dir / "logs" / "member-1.log"),
             Contains(fmt::format("127.83.0.2:{0} 127.0.0.2:{0}", port)));
  const auto there = system.legs().of("member[0]->member[1]");
  const auto back = system.legs().of("member[1]->member[0]");
  REQUIRE((there.size() == 1 && back.size() == 1));
  CHECK(there[0]->reverse == back[0]);
  CHECK(back[0]->reverse == there[0]);
  CHECK(tcp_probe::connect_to(there[0]->address.host_port(), std::chrono::minutes(1), {}));
  check_nothing_left(stage);
}

TEST_CASE("a service that never gets ready is said with what was seen, and its log") {
  Service service = shell_service("lazy", "echo not today; exec sleep 1000");
  service.ports = {Port{}};
  service.ready = server_service("x").ready;
  service.ready->timeout = std::chrono::seconds(2);
  Stage stage({service});
  const auto started = stage.start();
  REQUIRE_FALSE(started);
  CHECK(started.error().what ==
        "lazy was not ready within 2s: its tcp probe last saw connect_refused");
  CHECK(started.error().node == "lazy");
  CHECK(started.error().log_tail == std::vector<std::string>{"not today"});
  check_nothing_left(stage);
}

TEST_CASE("a node that dies during its start is said at once, and ends the other starts") {
  Service slow = shell_service("slow", "exec sleep 1000");
  slow.ports = {Port{}};
  slow.ready = server_service("x").ready;
  Service dying = server_service("dying", {{"DIE_AFTER_MS", Template("1")}});
  dying.ready->probe.options.set("address", Value{std::string("127.0.0.1:1")});
  Stage stage({slow, dying});
  const auto started = stage.start();
  REQUIRE_FALSE(started);
  CHECK(started.error().what == "dying ended during its start: exit code 3");
  REQUIRE_FALSE(started.error().log_tail.empty());
  CHECK(started.error().log_tail.back() == "giving up on purpose");
  check_nothing_left(stage);
}

TEST_CASE("an occupied port names who has it") {
  const auto reserved = reserve_port(0);
  REQUIRE(reserved);
  REQUIRE(::listen(reserved->socket.get(), 1) == 0);
  Service service = server_service("web");
  service.ports[0].fixed = {reserved->port};
  Stage stage({service});
  const auto started = stage.start();
  REQUIRE_FALSE(started);
  CHECK_THAT(started.error().what,
             StartsWith("web cannot have its fixed port: port " + std::to_string(reserved->port) +
                        " is in use by pid " + std::to_string(::getpid())));
  check_nothing_left(stage);
}

TEST_CASE("a missing program is said before anything starts") {
  Service missing = shell_service("missing", "");
  missing.command[0] = Template("no-such-program");
  Stage stage({server_service("web"), missing});
  const auto started = stage.start();
  REQUIRE_FALSE(started);
  CHECK_THAT(started.error().what, StartsWith("missing cannot start: there is no program "
                                              "'no-such-program'"));
  CHECK(stage.events.all<NodeChanged>().empty());
  check_nothing_left(stage);
}

TEST_CASE("a port that another process serves is not taken for the node's") {
  // The node's child listens outside of the node's tree, session and environment.
  Service service = shell_service("impostor", "exec sleep 1000");
  service.ports = {Port{}};
  service.ready = server_service("x").ready;
  Stage stage({service});
  pid_t impostor = 0;
  stage.settings.on_placed = [&](System& system) -> Result<void> {
    const std::uint16_t port = system.nodes()[0]->address.port;
    impostor = ::fork();
    if (impostor == 0) {
      ::execlp("node", "node", "-e",
               ("require('http').createServer().listen(" + std::to_string(port) + ", '127.0.0.1')")
                   .c_str(),
               nullptr);
      ::_exit(127);
    }
    return {};
  };
  const auto started = stage.start();
  REQUIRE_FALSE(started);
  CHECK_THAT(started.error().what,
             Contains("is served by another process: pid " + std::to_string(impostor) + " (node)"));
  ::kill(impostor, SIGKILL);
  ::waitpid(impostor, nullptr, 0);
  check_nothing_left(stage);
}

TEST_CASE("a start that is interrupted ends soon and leaves nothing") {
  Service service = shell_service("lazy", "exec sleep 1000");
  service.ports = {Port{}};
  service.ready = server_service("x").ready;
  Stage stage({service});
  std::stop_source stop;
  stage.settings.progress = [&](std::string_view line) {
    if (line.starts_with("starting")) stop.request_stop();
  };
  const auto started = stage.start(stop.get_token());
  REQUIRE_FALSE(started);
  CHECK(started.error().what == "the start was interrupted");
  check_nothing_left(stage);
}

TEST_CASE("one run at a time uses a topology") {
  Stage stage({server_service("web")});
  REQUIRE(stage.start());
  SystemSettings again = stage.settings;
  again.run_dir = stage.folder.path() / "second";
  std::filesystem::create_directory(again.run_dir);
  {
    System second(stage.topology, again, stage.events, stage.mask);
    const auto started = second.start({});
    REQUIRE_FALSE(started);
    CHECK_THAT(started.error().what, StartsWith("another run uses "));
    CHECK_THAT(started.error().what, Contains("(pid " + std::to_string(::getpid()) + ")"));
  }
  check_nothing_left(stage);
  const auto free_again = PathLock::take(stage.topology.file, "topology", Nanoseconds(0), {});
  CHECK(free_again);
}

TEST_CASE("a lock that is given back leaves no file, and one that waits gets it") {
  const Folder folder;
  ::setenv("XDG_RUNTIME_DIR", folder.path().c_str(), 1);
  auto first = PathLock::take("/some/path", "test", Nanoseconds(0), {});
  REQUIRE(first);
  CHECK_FALSE(PathLock::take("/some/path", "test", std::chrono::milliseconds(30), {}));
  CHECK(PathLock::take("/other/path", "test", Nanoseconds(0), {}));
  bool taken = false;  // Catch's assertions are for one thread.
  std::thread waiting([&] {
    taken = PathLock::take("/some/path", "test", std::chrono::minutes(1), {}).has_value();
  });
  *first = PathLock();
  waiting.join();
  CHECK(taken);
  CHECK(std::filesystem::is_empty(folder.path()));
  ::unsetenv("XDG_RUNTIME_DIR");
}

TEST_CASE("an unexpected death is an event, and the node starts again at the same port") {
  Stage stage({server_service("web")});
  REQUIRE(stage.start());
  System& system = *stage.system;
  Node& node = *system.find_node("web");
  const auto first = node.child();
  REQUIRE(first->signal(SIGKILL));
  CHECK(eventually([&] { return node.state() == NodeState::kDead; }));
  const auto restarted = system.restart(node, {});
  REQUIRE(restarted);
  CHECK(node.state() == NodeState::kReady);
  CHECK(node.child()->pid() != first->pid());
  CHECK(connects(node));
  const auto changes = stage.events.all<NodeChanged>();
  const auto dead = std::count_if(changes.begin(), changes.end(), [](const NodeChanged& change) {
    return change.state == NodeState::kDead && change.detail == "signal 9 (Killed)";
  });
  CHECK(dead == 1);
  check_nothing_left(stage);
}

TEST_CASE("a signal reaches every process of a node, also one with a session of its own") {
  Stage stage({shell_service("family", "setsid sleep 1000 & sleep 1000 & exec sleep 1000")});
  REQUIRE(stage.start());
  System& system = *stage.system;
  Node& node = *system.find_node("family");
  CHECK(eventually([&] { return system.processes(node).size() == 3; }));
  const auto before = system.processes(node);
  CHECK(before[0] == node.child()->identity());
  const auto sent = system.signal(node, SIGSTOP);
  REQUIRE(sent);
  CHECK_THAT(*sent, Contains("and 2 of its processes got SIGSTOP"));
  CHECK(eventually([&] {
    return std::all_of(before.begin(), before.end(), [](const ProcessIdentity& process) {
      return process_info(process.pid)->state == 'T';
    });
  }));
  check_nothing_left(stage);  // Stopped ones end, too.
}

TEST_CASE("files are rendered with loops, and {node.dir} is the folder") {
  Service database = server_service("database");
  database.nodes = 2;
  Service reader = shell_service("reader", "cat config; pwd; exec sleep 1000");
  reader.needs = {"database"};
  reader.files = {{"config.template", "config", true}};
  Stage stage({database, reader});
  stage.topology.variables = {{"mode", "first", 0, false},
                              {"second", "{database[1].port}", 0, false},
                              {"braces", "{database.port}", 0, true}};
  stage.folder.write("config.template",
                     "mode {var.mode} {not a reference}\n"
                     "  {for node in database}\n"
                     "server {node.name} {node.host}:{node.port} # {node.number}\n"
                     "  {end}\n"
                     "last {var.second} {var.braces}\n");
  REQUIRE(stage.start());
  const Node& first = *stage.system->find_node("database[0]");
  const Node& second = *stage.system->find_node("database[1]");
  const auto log = stage.settings.run_dir / "logs" / "reader.log";
  CHECK(eventually([&] { return contents(log).find("/reader\n") != std::string::npos; }));
  CHECK(contents(log) ==
        "mode first {not a reference}\nserver database[0] " + first.address.host_port() +
            " # 1\nserver database[1] " + second.address.host_port() + " # 2\nlast " +
            std::to_string(second.address.port) + " {database.port}\n" +
            (std::filesystem::canonical(stage.settings.run_dir) / "work/reader").string() + "\n");
  check_nothing_left(stage);
}

TEST_CASE("set-up calls run for each node and pair, and a wrong answer is said") {
  Service service = server_service("store");
  service.nodes = 2;
  SetupCall each;
  each.name = "put";
  each.each = SetupCall::Each::kPeer;
  each.method = "PUT";
  each.url = Template("{node.url}/items/from-{peer.index}");
  each.body = Template("{\"value\": \"{peer.url}\"}");
  SetupCall check;
  check.name = "check";
  check.url = Template("{store[1].url}/items/from-0");
  check.expect.json = {{"$.value", true, std::nullopt, Template("{store.url}")}};
  SetupCall wrong;
  wrong.name = "never";
  wrong.each = SetupCall::Each::kNode;
  wrong.url = Template("{node.url}/items/none");
  wrong.retry_for = std::chrono::milliseconds(100);
  service.setup = {each, check, wrong};
  Stage stage({service});
  const auto started = stage.start();
  REQUIRE_FALSE(started);
  CHECK_THAT(started.error().what, StartsWith("set-up 'never' of store[0]: GET http://127.0.0.1:"));
  CHECK_THAT(started.error().what, Contains("status 404"));
  CHECK(stage.events.all<SetupDone>().size() == 2);
  check_nothing_left(stage);
}

TEST_CASE("a listener on all addresses is reported") {
  Stage stage({server_service("open", {{"HOST", Template("any")}})});
  REQUIRE(stage.start());
  const auto found = stage.system->foreign_listeners();
  REQUIRE(found.size() == 1);
  CHECK_THAT(found[0], StartsWith("open (pid "));
  CHECK_THAT(found[0], Contains("which other machines can reach"));
  check_nothing_left(stage);
}

TEST_CASE("secrets are masked in logs and failures, and work can be kept") {
  Service service = shell_service("talker", "echo the key is $KEY; touch made; exit 1");
  service.env = {{"KEY", Template("{var.key}")}};
  service.ports = {Port{}};
  service.ready = server_service("x").ready;
  Stage stage({service});
  stage.topology.variables = {{"key", "s3cr3t-value", 0, true}};
  stage.mask.add("s3cr3t-value");
  stage.settings.keep_work = true;
  const auto started = stage.start();
  REQUIRE_FALSE(started);
  CHECK(started.error().log_tail == std::vector<std::string>{"the key is ***"});
  CHECK(stage.system->stop().empty());
  CHECK(contents(stage.settings.run_dir / "logs" / "talker.log") == "the key is ***\n");
  CHECK(std::filesystem::exists(stage.settings.run_dir / "work" / "talker" / "made"));
}

// What viewers see of a session, from its events.
#include "harness/session/session_view.h"

#include <unistd.h>

#include <boost/json.hpp>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "harness/core/file.h"
#include "harness/session/action_queue.h"
#include "harness/session/control_file.h"
#include "harness/session/messages.h"

namespace squall {
namespace {

using namespace std::chrono_literals;
using State = SessionFault::State;

Scenario scenario() {
  Scenario scenario;
  scenario.title = "By hand";
  Load load;
  load.name = "readers";
  load.workload = "read";
  load.rate_per_s = 15;
  scenario.loads.push_back(load);
  load.name = "users";
  load.model = Load::Model::kClosed;
  scenario.loads.push_back(load);
  return scenario;
}

struct Watched {
  Scenario of = scenario();
  Topology topology;
  SessionView view{of, topology, "run-1"};
  SecretMask mask;
  std::vector<SessionView::Change> changes;

  Watched() {
    view.keep_secret("the-secret-token");
    view.listen(
        [this](SessionView::Change change, const std::string&) { changes.push_back(change); });
    view.begin(RunClock(), mask);
  }
  void happens(Nanoseconds at, Event event) { view.on_event({at, std::move(event)}); }
  State state_of(const std::string& fault) { return view.fault(fault).value().state; }
};

TEST_CASE("a fault goes from asked for to healed") {
  Watched watched;
  FaultSpec spec;
  spec.name = "kill";
  watched.view.expect(spec, "page", 30s);
  watched.happens(10s, FaultInjecting{"kill", "kill", "broken-1", "web[1]", {"web[1]"}, 10s});
  CHECK(watched.state_of("kill") == State::kInjecting);
  watched.happens(11s, FaultInjected{"kill", "gone", 10900ms});
  CHECK(watched.state_of("kill") == State::kIn);
  watched.happens(12s, FaultEvidence{"kill", true, "seen"});
  watched.view.note_healing("kill");
  CHECK(watched.state_of("kill") == State::kHealing);
  watched.happens(14s, FaultHealed{"kill", true, "back", 13s});
  const SessionFault fault = watched.view.fault("kill").value();
  CHECK(fault.state == State::kHealed);
  CHECK(fault.over);
  CHECK(fault.injected == 10900ms);
  CHECK(fault.who == "page");
  CHECK(fault.evidence->confirmed);
}

TEST_CASE("a fault that failed half-way is over once it is healed") {
  Watched watched;
  watched.happens(1s, FaultInjecting{"x", "stop", "broken-1", "web", {"web"}, 1s});
  watched.happens(2s, FaultFailed{"x", "no"});
  CHECK(watched.state_of("x") == State::kFailed);
  CHECK_FALSE(watched.view.fault("x")->over);
  watched.happens(3s, FaultHealed{"x", true, "as it was", 2s});
  CHECK(watched.state_of("x") == State::kFailed);
  CHECK(watched.view.fault("x")->over);
}

TEST_CASE("a fault that could not be healed is still in, and may be healed again") {
  Watched watched;
  watched.happens(1s, FaultInjecting{"x", "exec", "broken-1", "web", {"web"}, 1s});
  watched.happens(2s, FaultInjected{"x", "done", 2s});
  watched.view.note_healing("x");
  watched.happens(3s, FaultHealed{"x", false, "exit code 1", 3s});
  CHECK(watched.state_of("x") == State::kIn);
  CHECK_FALSE(watched.view.fault("x")->over);
  watched.happens(4s, FaultHealed{"x", true, "as it was", 4s});
  CHECK(watched.state_of("x") == State::kHealed);
  CHECK(watched.view.fault("x")->over);
}

TEST_CASE("secrets stand in no line, and samples in none at all") {
  Watched watched;
  watched.happens(1s, Noted{"my the-secret-token is known", "page"});
  watched.happens(1s, ResourcesSampled{});
  const SessionState state = watched.view.state();
  REQUIRE(state.journal.size() == 1);
  CHECK(state.journal[0] ==
        R"({"at_ns":1000000000,"event":"noted","text":"my *** is known","who":"page"})");
  CHECK(state.notes.at(0).text == "my *** is known");
}

TEST_CASE("whoever comes late is told of each hypothesis as it was checked last") {
  Watched watched;
  watched.happens(1s, HypothesisChecked{"answers", "start", true, "200", "status 200"});
  watched.happens(2s, HypothesisChecked{"empty", "start", true, "0", "= 0"});
  watched.happens(3s, HypothesisChecked{"answers", "continuous", false, "503", "status 200"});
  for (int i = 0; i < 300; ++i) watched.happens(4s, Noted{"on and on", "page"});
  const auto state = boost::json::parse(hello_message({}, watched.of, watched.view, Role::kViewer));
  const auto& hypotheses = state.at("hypotheses").as_array();
  REQUIRE(hypotheses.size() == 2);
  CHECK(hypotheses[0].at("name") == "answers");
  CHECK(hypotheses[0].at("met") == false);
  CHECK(hypotheses[0].at("at_s") == 3.0);
  CHECK(hypotheses[0].at("actual") == "503");
  CHECK(hypotheses[1].at("met") == true);
}

TEST_CASE("what is told when something changes") {
  Watched watched;
  using Change = SessionView::Change;
  watched.happens(1s, PhaseStarted{"before", "baseline"});
  CHECK(watched.changes == std::vector<Change>{Change::kPhases, Change::kJournal});
  watched.changes.clear();
  watched.happens(2s, LoadChanged{"readers", 50});
  CHECK(watched.changes == std::vector<Change>{Change::kInfo, Change::kJournal});
  CHECK(watched.view.state().loads.at(0).rate_per_s == 50);
}

TEST_CASE("a load has the workload of whichever comes for it") {
  Scenario of = scenario();
  of.loads.push_back(of.loads[0]);
  of.loads.back().name = "readers-as-write";
  of.loads.back().workload = "write";
  Topology topology;
  SessionView view(of, topology, "run-1", {{"readers-as-write", "readers", "write"}});
  SecretMask mask;
  view.begin(RunClock(), mask);
  REQUIRE(view.loads().size() == 2);
  CHECK(view.loads()[0].choice_of("write")->load == "readers-as-write");
  CHECK(view.loads()[0].choice_of("dance") == nullptr);
  CHECK(view.loads()[1].choices.size() == 1);
  const auto stands_at = [&](const std::string& workload, double rate) {
    const SessionLoad load = view.loads()[0];
    CHECK(load.name == "readers");
    CHECK(load.workload == workload);
    CHECK(load.rate_per_s == rate);
  };
  stands_at("read", 15);
  view.on_event({1s, LoadChanged{"readers", 0}});
  view.on_event({1s, LoadChanged{"readers-as-write", 15}});
  stands_at("write", 15);
  view.on_event({2s, LoadChanged{"readers-as-write", 3}});
  stands_at("write", 3);
}

TEST_CASE("the viewer's information has no token, and the owner's the viewer's") {
  Watched watched;
  SessionFacts facts;
  facts.title = "By hand";
  facts.viewer_token = "look";
  const auto info = [&](Role role) {
    return boost::json::parse(info_message(facts, watched.of, watched.view.state(), role));
  };
  CHECK(info(Role::kOwner).at("viewer_token") == "look");
  CHECK_FALSE(info(Role::kViewer).as_object().contains("viewer_token"));
  CHECK(info(Role::kViewer).at("loads").at(0).at("changeable") == true);
  CHECK(info(Role::kViewer).at("loads").at(1).at("changeable") == false);
  const auto hello =
      boost::json::parse(hello_message(facts, watched.of, watched.view, Role::kViewer));
  for (const char* member : {"now_s", "info", "timeline", "nodes", "backends", "faults", "phases",
                             "journal", "notes", "hypotheses", "gates"}) {
    CHECK(hello.as_object().contains(member));
  }
}

TEST_CASE("actions wait in order, and are refused before the start and after the end") {
  ActionQueue queue;
  std::vector<unsigned> answers;
  const auto ask = [&] {
    queue.push({HealAll{}, "page", [&](ActionAnswer answer) { answers.push_back(answer.status); }});
  };
  ask();
  CHECK(answers == std::vector<unsigned>{409});
  queue.open();
  for (std::size_t i = 0; i < ActionQueue::kMost + 1; ++i) ask();
  CHECK(answers == std::vector<unsigned>{409, 503});
  CHECK(queue.pop());
  queue.close("over");
  CHECK(answers.size() == 1 + ActionQueue::kMost);  // One was taken, and not answered here.
  ask();
  CHECK(answers.back() == 409);
  CHECK_FALSE(queue.pop());
}

TEST_CASE("the control file is its user's alone, and gone at the end") {
  namespace fs = std::filesystem;
  const fs::path folder =
      fs::temp_directory_path() / ("squall-control-" + std::to_string(::getpid()));
  fs::create_directories(folder);
  {
    const auto file = write_control_file({"http://127.0.0.1:1", "secret", ::getpid(), folder});
    REQUIRE(file);
    CHECK(fs::status(folder / "control.json").permissions() ==
          (fs::perms::owner_read | fs::perms::owner_write));
    const auto found = read_control_file(folder);
    REQUIRE(found);
    CHECK(found->token == "secret");
    // Its number is another process's by now: that is not the session.
    const std::string text = read_file(folder / "control.json").value();
    const fs::path other = folder / "other";
    fs::create_directory(other);
    const std::string key = "\"start_ticks\":";
    std::ofstream(other / "control.json")
        << std::string(text).replace(text.find(key) + key.size(), 1, "9");
    CHECK_FALSE(read_control_file(other));
    fs::remove_all(other);
    CHECK_FALSE(write_control_file({"http://127.0.0.1:1", "other", 1, folder}));
    const auto newest = find_session(folder.parent_path());
    CHECK(newest);
  }
  CHECK_FALSE(fs::exists(folder / "control.json"));
  CHECK_FALSE(read_control_file(folder));
  fs::remove_all(folder);
}

}  // namespace
}  // namespace squall

#include "harness/core/event_loop.h"

#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <deque>
#include <functional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "harness/core/random.h"
#include "harness/core/timer.h"

using namespace squall;
using namespace std::chrono_literals;

namespace {

/// Two ends of a stream; what happens at the first is noted.
class Stream final : public EventLoop::Watcher {
 public:
  Stream() {
    std::array<int, 2> ends{};
    REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends.data()) == 0);
    near_ = Fd(ends[0]);
    far_ = Fd(ends[1]);
  }

  void write(std::string_view bytes) {
    REQUIRE(::send(far_.get(), bytes.data(), bytes.size(), 0) == std::ssize(bytes));
  }
  void hang_up() { far_.reset(); }
  int fd() const { return near_.get(); }

  void on_ready(std::uint32_t ready) override {
    events |= ready;
    ++calls;
    std::array<char, 100> buffer{};
    const auto size = ::recv(near_.get(), buffer.data(), buffer.size(), 0);
    if (size > 0) text.append(buffer.data(), static_cast<std::size_t>(size));
    if (then) then();
  }

  std::uint32_t events = 0;
  int calls = 0;
  std::string text;
  std::function<void()> then;

 private:
  Fd near_, far_;
};

}  // namespace

TEST_CASE("how long the loop sleeps until the next timer is due") {
  struct Case {
    Precision precision;
    Nanoseconds until_due, late, sleeps;
  };
  const auto forever = EventLoop::kForever;
  for (const Case& c : std::initializer_list<Case>{
           {Precision::kTimer, 5ms, 0ns, 5ms},
           {Precision::kTimer, 5ms, 100us, 4900us},
           {Precision::kTimer, 100us, 100us, 0ns},
           {Precision::kTimer, 1ns, 0ns, 1ns},
           {Precision::kTimer, 0ns, 0ns, 0ns},
           {Precision::kTimer, -3ms, 0ns, 0ns},
           {Precision::kTimer, forever, 100us, forever},
           {Precision::kCoarse, 700us, 100us, 700us},
           {Precision::kSpin, 1us, 0ns, 0ns},
           {Precision::kSpin, 2ms, 0ns, 0ns},
           {Precision::kSpin, 2ms + 1ns, 100us, 1ns},
           {Precision::kSpin, 1s, 0ns, 998ms},
           {Precision::kSpin, -1s, 0ns, 0ns},
           {Precision::kSpin, forever, 0ns, forever},
       }) {
    CAPTURE(c.precision, c.until_due, c.late);
    CHECK(EventLoop::patience(c.precision, c.until_due, c.late) == c.sleeps);
  }
}

TEST_CASE("the usual lateness is what nearly all wake-ups do not exceed") {
  Random random(7);
  for (const Nanoseconds most : {10us, 60us, 200us}) {
    // Evenly spread up to `most`, but for one in a hundred that is hopeless.
    Lateness lateness;
    int in_time = 0;
    for (int i = 0; i < 20000; ++i) {
      const double share = random.uniform();
      const bool hopeless = random.uniform() < 0.01;
      const Nanoseconds late =
          hopeless
              ? Nanoseconds(5ms)
              : Nanoseconds(static_cast<std::int64_t>(share * static_cast<double>(most.count())));
      if (i >= 1000) in_time += late <= lateness.usual() ? 1 : 0;
      lateness.note(late);
    }
    CAPTURE(most);
    CHECK(in_time > 0.94 * 19000);
    CHECK(lateness.usual() <= most + 20us);
  }
  Lateness lateness;
  CHECK(lateness.usual() == 0ns);
  for (int i = 0; i < 100; ++i) lateness.note(1s);
  CHECK(lateness.usual() == Lateness::kMost);
  for (int i = 0; i < 2000; ++i) lateness.note(0ns);
  CHECK(lateness.usual() == 0ns);
}

TEST_CASE("who waits long is ahead of rare lateness as well, for a twentieth of the wait at most") {
  Lateness lateness;
  CHECK(lateness.ahead(1s) == 0ns);
  for (int i = 0; i < 3000; ++i) lateness.note(i % 50 == 0 ? 2ms : 20us);
  CHECK(lateness.usual() <= 100us);
  CHECK(lateness.ahead(1s) > 1ms);
  CHECK(lateness.ahead(1s) <= 2ms);
  CHECK(lateness.ahead(10ms) == 500us);
  CHECK(lateness.ahead(100us) == lateness.usual());
  CHECK(lateness.ahead(0ns) == lateness.usual());
  for (int i = 0; i < 3000; ++i) lateness.note(20us);
  CHECK(lateness.ahead(1s) < 100us);
  for (int i = 0; i < 100; ++i) lateness.note(1s);
  CHECK(lateness.ahead(1s) == Lateness::kMostRare);
}

TEST_CASE("timers ring in the order of their times, and never early") {
  for (const Precision precision : {Precision::kTimer, Precision::kSpin, Precision::kCoarse}) {
    EventLoop loop(precision);
    const SteadyTime start = steady_now();
    // An order that needs the heap to move things up and down.
    const std::vector<int> due_ms{7, 3, 9, 1, 8, 2, 6, 4, 5, 10};
    std::deque<Timer> timers;
    std::vector<int> rung;
    bool early = false;
    const auto ring = [&](int ms) {
      early |= steady_now() < start + ms * 1ms;
      rung.push_back(ms);
      if (ms == 10) loop.stop();
    };
    for (const int ms : due_ms) {
      timers.emplace_back(loop).start(start + ms * 1ms, [&ring, ms] { ring(ms); });
    }
    loop.run();
    CHECK(rung == std::vector<int>{1, 2, 3, 4, 5, 6, 7, 8, 9, 10});
    CHECK_FALSE(early);
    CHECK_FALSE(timers.front().running());
  }
}

TEST_CASE("coarse timers ring at whole milliseconds") {
  EventLoop loop(Precision::kCoarse);
  const SteadyTime whole = std::chrono::ceil<std::chrono::milliseconds>(steady_now()) + 3ms;
  Timer timer(loop);
  SteadyTime rung;
  timer.start(whole + 1ns, [&] {
    rung = steady_now();
    loop.stop();
  });
  loop.run();
  CHECK(rung >= whole + 1ms);
}

TEST_CASE("a timer can be cancelled and started anew, by itself too") {
  EventLoop loop;
  const SteadyTime start = steady_now();
  Timer cancelled(loop), moved(loop), again(loop), last(loop);
  std::vector<std::string> rung;
  cancelled.start(start + 2ms, [&] { rung.push_back("cancelled"); });
  moved.start(start + 1ms, [&] { rung.push_back("moved too early"); });
  moved.start(start + 4ms, [&] { rung.push_back("moved"); });
  again.start(start + 1ms, [&] {
    rung.push_back("first");
    cancelled.cancel();
    again.start(start + 3ms, [&] { rung.push_back("second"); });
  });
  {
    Timer gone(loop);
    gone.start(start + 1ms, [&] { rung.push_back("gone"); });
  }
  last.start(start + 5ms, [&] { loop.stop(); });
  CHECK(moved.running());
  loop.run();
  CHECK(rung == std::vector<std::string>{"first", "second", "moved"});
}

TEST_CASE("other threads' calls are made in their order, by the loop's thread") {
  EventLoop loop;
  std::vector<int> made;
  std::thread::id by;
  std::thread other([&] {
    for (int i = 0; i < 100; ++i) loop.post([&, i] { made.push_back(i); });
    loop.post([&] {
      by = std::this_thread::get_id();
      // A call that is made from within is one of the loop's next.
      loop.post([&] { loop.stop(); });
    });
  });
  loop.run();
  other.join();
  CHECK(made.size() == 100);
  CHECK(std::is_sorted(made.begin(), made.end()));
  CHECK(by == std::this_thread::get_id());
}

TEST_CASE("a loop can be stopped before it runs, and by another thread while it sleeps") {
  EventLoop stopped;
  stopped.stop();
  stopped.run();

  EventLoop sleeping;
  std::thread other([&] { sleeping.stop(); });
  sleeping.run();
  other.join();
}

TEST_CASE("a loop can run for a time, and go on later") {
  EventLoop loop;
  const SteadyTime start = steady_now();
  int made = 0;
  loop.post([&] { ++made; });
  loop.run_for(2ms);
  CHECK(steady_now() >= start + 2ms);
  CHECK(made == 1);
  loop.post([&] { ++made; });
  loop.run_for(1ms);
  CHECK(made == 2);
  loop.stop();
  loop.run_for(1h);
}

TEST_CASE("what a callback throws ends the loop's run") {
  EventLoop loop;
  loop.post([] { throw std::runtime_error("no"); });
  CHECK_THROWS_WITH(loop.run(), "no");
}

TEST_CASE("changes of a descriptor are told once each") {
  EventLoop loop;
  Stream stream;
  Timer timer(loop);
  loop.watch(stream.fd(), EPOLLIN | EPOLLRDHUP, stream);
  stream.write("one ");
  // What has been told is not told again; what is new is.
  const auto second = [&] {
    CHECK(stream.calls == 1);
    stream.write("two");
  };
  stream.then = [&] {
    if (stream.calls == 1) timer.start(steady_now() + 5ms, second);
    if (stream.calls == 2) stream.hang_up();
    if (stream.calls == 3) timer.start(steady_now() + 5ms, [&] { loop.stop(); });
  };
  loop.run();
  CHECK(stream.text == "one two");
  CHECK((stream.events & EPOLLRDHUP) != 0);
  CHECK(stream.calls == 3);
}

TEST_CASE("rewatching tells again what is so already") {
  EventLoop loop;
  Stream stream;
  loop.watch(stream.fd(), EPOLLOUT, stream);
  stream.then = [&] {
    if (stream.calls < 3) return loop.rewatch(stream.fd(), EPOLLOUT, stream);
    loop.stop();
  };
  loop.run();
  CHECK(stream.calls == 3);
}

TEST_CASE("after unwatch nothing is told, not even what happened before") {
  EventLoop loop;
  Stream first, second;
  loop.watch(first.fd(), EPOLLIN, first);
  loop.watch(second.fd(), EPOLLIN, second);
  first.write("x");
  second.write("x");
  // Both are ready at once; whichever comes first keeps the other from being told.
  Timer end(loop);
  const auto keep_from = [&](Stream& other) {
    loop.unwatch(other.fd(), other);
    end.start(steady_now() + 5ms, [&] { loop.stop(); });
  };
  first.then = [&] { keep_from(second); };
  second.then = [&] { keep_from(first); };
  loop.run();
  CHECK(first.calls + second.calls == 1);
}

TEST_CASE("what was put off is done when all that was ready has been told") {
  EventLoop loop;
  Stream first, second;
  std::vector<std::string> happened;
  loop.when_told([&] {
    happened.push_back("told");
    CHECK_FALSE(loop.telling());
  });
  loop.when_told([&] { happened.push_back("told another"); });
  loop.watch(first.fd(), EPOLLIN, first);
  loop.watch(second.fd(), EPOLLIN, second);
  first.write("x");
  second.write("x");
  Timer end(loop);
  first.then = second.then = [&] {
    happened.push_back("ready");
    CHECK(loop.telling());
    end.start(steady_now() + 5ms, [&] {
      CHECK_FALSE(loop.telling());
      loop.stop();
    });
  };
  loop.run();
  CHECK(happened == std::vector<std::string>{"ready", "ready", "told", "told another"});
}

TEST_CASE("the loop knows whether it has told all that happened") {
  EventLoop loop;
  Stream first, second;
  CHECK_FALSE(loop.caught_up(steady_now(), 1ms));  // It has not looked yet.
  loop.watch(first.fd(), EPOLLIN, first);
  loop.watch(second.fd(), EPOLLIN, second);
  first.write("x");
  second.write("x");
  std::vector<bool> caught_up;
  const auto note = [&] { caught_up.push_back(loop.caught_up(steady_now(), 1h)); };
  Timer end(loop);
  first.then = second.then = [&] {
    note();
    if (caught_up.size() < 2) return;
    end.start(steady_now() + 5ms, [&] {
      note();
      CHECK_FALSE(loop.caught_up(steady_now() + 2h, 1h));
      loop.stop();
    });
  };
  loop.run();
  CHECK(caught_up == std::vector<bool>{false, true, true});
}

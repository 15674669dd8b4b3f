// What each toxic does to a stream, in virtual time.
#include <catch2/catch.hpp>
#include <cmath>

#include "harness/proxy/kinds.h"
#include "harness/proxy/shaper.h"
#include "tests/unit/proxy/toxic_options.h"

using namespace squall;

namespace {

constexpr SteadyTime kStart{std::chrono::seconds(1000)};

SteadyTime at_ms(double ms) {
  return kStart + Nanoseconds(static_cast<std::int64_t>(std::llround(ms * 1e6)));
}

struct Passed {
  std::string bytes;
  double at_ms = 0;
  bool operator==(const Passed&) const = default;
};

// A shaper with one toxic, and what comes out of it as virtual time goes on.
class Line {
 public:
  Line(std::string_view kind, const Options& options, std::uint64_t seed = 1) {
    add(kind, options, seed);
  }

  void add(std::string_view kind, const Options& options, std::uint64_t seed = 1) {
    shaper_.add(++id_, plan_toxic(kind, options)->make({kStart, Random(seed)}), touched_);
  }

  void send(double ms, std::string bytes) {
    run_until(ms);
    shaper_.push(bytes, at_ms(ms));
    take(ms);
  }

  void close(double ms) {
    run_until(ms);
    shaper_.push_end(Then::kClose, at_ms(ms));
    take(ms);
  }

  void run_until(double ms) {
    while (shaper_.next_due() <= at_ms(ms)) {
      take(std::chrono::duration<double, std::milli>(shaper_.next_due() - kStart).count());
    }
  }

  void remove(double ms) {
    run_until(ms);
    shaper_.remove(id_, at_ms(ms));
    take(ms);
  }

  void take(double ms) {
    shaper_.advance(at_ms(ms));
    for (std::string& bytes : shaper_.out()) passed.push_back({std::move(bytes), ms});
    shaper_.out().clear();
    if (shaper_.source_end() && ended_ms < 0) ended_ms = ms;
    if (shaper_.verdict() && verdict_ms < 0) verdict_ms = ms;
  }

  std::string text() const {
    std::string all;
    for (const Passed& piece : passed) all += piece.bytes;
    return all;
  }

  std::vector<Passed> passed;
  double ended_ms = -1, verdict_ms = -1;
  std::optional<Then> verdict() const { return shaper_.verdict(); }
  const Touched& touched() const { return touched_; }

 private:
  Shaper shaper_;
  Touched touched_;
  int id_ = 0;
};

}  // namespace

TEST_CASE("latency delays every piece, and the close, by the same") {
  Line line("latency", options({{"delay", ms(100)}}));
  line.send(0, "a");
  line.send(30, "b");
  line.close(40);
  line.run_until(1000);
  CHECK(line.passed == std::vector<Passed>{{"a", 100}, {"b", 130}});
  CHECK(line.ended_ms == 140);
  CHECK(line.touched().bytes == 2);
}

TEST_CASE("two latencies add up") {
  Line line("latency", options({{"delay", ms(100)}}));
  line.add("latency", options({{"delay", ms(50)}}));
  line.send(7, "a");
  line.run_until(1000);
  CHECK(line.passed == std::vector<Passed>{{"a", 157}});
}

TEST_CASE("jitter has the mean and the spread that it says, and never reorders") {
  struct Case {
    const char* distribution;
    double sd_ms;
    double tolerance;
  };
  for (const Case& c : {Case{"uniform", 20 / std::sqrt(3.0), 0.5}, Case{"normal", 20, 0.8},
                        Case{"pareto", 20, 5}}) {
    const auto plan =
        plan_toxic("latency", options({{"delay", ms(100)},
                                       {"jitter", ms(20)},
                                       {"distribution", {std::string(c.distribution)}},
                                       {"correlation", {0.0}}}));
    const auto toxic = plan->make({kStart, Random(7)});
    constexpr int kDraws = 20000;
    double sum = 0, squares = 0;
    for (int i = 0; i < kDraws; ++i) {
      char byte = 'x';
      const Release release = toxic->next({&byte, 1}, kStart);
      const double delay = std::chrono::duration<double, std::milli>(release.due - kStart).count();
      CHECK(delay >= 0);
      sum += delay;
      squares += delay * delay;
    }
    const double mean = sum / kDraws;
    INFO(c.distribution);
    CHECK(mean == Approx(100).margin(1));
    CHECK(std::sqrt(squares / kDraws - mean * mean) == Approx(c.sd_ms).margin(c.tolerance));
  }
}

TEST_CASE("bandwidth passes what its rate allows, at the rate") {
  Line line("bandwidth", options({{"rate", {100'000.0}}}));
  line.send(0, std::string(100'000, 'x'));
  line.run_until(500);
  CHECK(line.text().size() == 50'000);
  line.close(500);
  line.run_until(2000);
  CHECK(line.passed.back().at_ms == Approx(1000));
  CHECK(line.ended_ms == Approx(1000));
}

TEST_CASE("bandwidth does not save up what was not used") {
  Line line("bandwidth", options({{"rate", {1000.0}}}));
  line.send(5000, "0123456789");
  line.run_until(6000);
  CHECK(line.passed.front().at_ms == Approx(5005));
  CHECK(line.passed.back().at_ms == Approx(5010));
}

TEST_CASE("timeout holds bytes and the close until it is removed") {
  Line line("timeout", {});
  line.send(10, "abc");
  line.close(20);
  line.run_until(60'000);
  CHECK(line.passed.empty());
  CHECK(line.ended_ms < 0);
  line.remove(60'000);
  CHECK(line.passed == std::vector<Passed>{{"abc", 60'000}});
  CHECK(line.ended_ms == 60'000);
}

TEST_CASE("timeout closes after its time, also without a byte") {
  Line line("timeout", options({{"close_after", ms(500)}}));
  line.run_until(10'000);
  CHECK(line.verdict() == Then::kClose);
  CHECK(line.verdict_ms == 500);
}

TEST_CASE("reset_peer lets bytes pass until it resets") {
  Line line("reset_peer", options({{"after", ms(200)}}));
  line.send(100, "a");
  line.run_until(10'000);
  CHECK(line.text() == "a");
  CHECK(line.verdict() == Then::kReset);
  CHECK(line.verdict_ms == 200);
  CHECK(line.touched().ended == 1);
}

TEST_CASE("slow_close delays the close alone") {
  Line line("slow_close", options({{"delay", ms(300)}}));
  line.send(10, "a");
  line.close(20);
  line.run_until(10'000);
  CHECK(line.passed == std::vector<Passed>{{"a", 10}});
  CHECK(line.ended_ms == 320);
}

TEST_CASE("slicer cuts into pieces with pauses") {
  Line line("slicer", options({{"size", {4.0}}, {"variation", {0.0}}, {"delay", ms(10)}}));
  line.send(100, "0123456789");
  line.run_until(10'000);
  CHECK(line.passed == std::vector<Passed>{{"0123", 100}, {"4567", 110}, {"89", 120}});
}

TEST_CASE("slicer varies the size within its bounds") {
  Line line("slicer", options({{"size", {10.0}}, {"variation", {5.0}}}));
  line.send(0, std::string(10'000, 'x'));
  line.run_until(10);
  CHECK(line.text().size() == 10'000);
  std::size_t least = 100, most = 0;
  for (std::size_t i = 0; i + 1 < line.passed.size(); ++i) {
    least = std::min(least, line.passed[i].bytes.size());
    most = std::max(most, line.passed[i].bytes.size());
  }
  CHECK(least == 5);
  CHECK(most == 15);
}

TEST_CASE("limit_data ends the connection after its bytes") {
  Line line("limit_data", options({{"bytes", {5.0}}, {"then", {std::string("reset")}}}));
  line.send(0, "abc");
  line.send(10, "defg");
  CHECK(line.text() == "abcde");
  CHECK(line.verdict() == Then::kReset);
  CHECK(line.verdict_ms == 10);
}

TEST_CASE("corrupt turns single bits of its share of the bytes") {
  Line line("corrupt", options({{"share", {0.01}}}));
  const std::string sent(100'000, 'a');
  line.send(0, sent);
  const std::string got = line.text();
  REQUIRE(got.size() == sent.size());
  int turned = 0;
  for (std::size_t i = 0; i < sent.size(); ++i) {
    const unsigned difference = static_cast<unsigned char>(got[i] ^ sent[i]);
    if (difference == 0) continue;
    ++turned;
    CHECK((difference & (difference - 1)) == 0);
  }
  CHECK(turned > 800);
  CHECK(turned < 1200);
}

TEST_CASE("the same seed gives the same, another one something else") {
  const auto corrupted = [](std::uint64_t seed) {
    Line line("corrupt", options({{"share", {0.01}}}), seed);
    line.send(0, std::string(10'000, 'a'));
    return line.text();
  };
  CHECK(corrupted(1) == corrupted(1));
  CHECK(corrupted(1) != corrupted(2));
}

TEST_CASE("a removed toxic gives what it holds to the next one, in order") {
  Line line("latency", options({{"delay", ms(50)}}));
  line.add("timeout", {});
  line.send(0, "a");
  line.send(60, "b");
  line.run_until(200);
  CHECK(line.passed.empty());
  line.remove(200);
  CHECK(line.text() == "ab");
  line.send(300, "c");
  line.run_until(400);
  CHECK(line.passed.back() == Passed{"c", 350});
}

TEST_CASE("every kind of toxic in the table can be planned") {
  for (const Kind& kind : kToxicKinds) {
    INFO(kind.name);
    CHECK(plan_toxic(kind.name, {}).has_value());
  }
  CHECK_FALSE(plan_toxic("latancy", {}));
}

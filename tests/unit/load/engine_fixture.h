// What the tests of the engine share: a small scenario over the HTTP fixture, and its records.
#pragma once

#include <algorithm>
#include <atomic>
#include <catch2/catch.hpp>
#include <mutex>
#include <string>
#include <vector>

#include "harness/core/wait.h"
#include "harness/load/engine.h"
#include "tests/fixtures/http_fixture.h"

namespace squall {

using namespace std::chrono_literals;

class Records final : public AttemptSink, public LoadObserver {
 public:
  void on_attempts(std::span<const Attempt> attempts) override {
    const std::lock_guard lock(mutex_);
    attempts_.insert(attempts_.end(), attempts.begin(), attempts.end());
  }
  void on_failure(FailureExample example) override {
    const std::lock_guard lock(mutex_);
    examples_.push_back(std::move(example));
  }
  void on_breaker(BreakerChanged change) override {
    const std::lock_guard lock(mutex_);
    breaker_.push_back(std::move(change.state));
    breaker_addresses_.push_back(std::move(change.address));
  }
  void on_secret(std::string_view value) override {
    const std::lock_guard lock(mutex_);
    secrets_.emplace_back(value);
  }
  void on_warning(std::string what) override {
    const std::lock_guard lock(mutex_);
    warnings_.push_back(std::move(what));
  }

  // Of what is on record so far.
  template <typename Wanted>
  std::ptrdiff_t count(Wanted&& wanted) {
    const std::lock_guard lock(mutex_);
    return std::count_if(attempts_.begin(), attempts_.end(), wanted);
  }
  std::size_t failures() {
    const std::lock_guard lock(mutex_);
    return examples_.size();
  }

  std::vector<Nanoseconds> due() {
    const std::lock_guard lock(mutex_);
    std::vector<Nanoseconds> result;
    for (const Attempt& attempt : attempts_) result.push_back(attempt.intended);
    return result;
  }

  // To be read after the drain.
  std::vector<Attempt> attempts_;
  std::vector<FailureExample> examples_;
  std::vector<std::string> secrets_, warnings_;
  std::vector<std::string> breaker_, breaker_addresses_;  ///< State by state.

 private:
  std::mutex mutex_;
};

inline Step get(std::string name, const std::string& url) {
  Step step;
  step.name = std::move(name);
  step.url = Template(url);
  return step;
}

inline Step put(std::string name, const std::string& url, const std::string& body) {
  Step step = get(std::move(name), url);
  step.method = "PUT";
  step.body = Template(body);
  step.effect = Effect::kWrite;
  return step;
}

// For a test that must hold for both engines alike; once in a test case, outside of loops.
#define BOTH_ENGINES GENERATE(Load::Engine::kFast, Load::Engine::kCurl)

// A constant load of one workload, without retries. Its timeouts are longer than any machine that
// is busy with something else holds a test up.
struct Trial {
  fixture::HttpFixture server;
  LoadSetup setup;
  Records records;
  LoadEnded ended;
  Nanoseconds start{};

  explicit Trial(Load::Engine engine = Load::Engine::kFast) {
    setup.seed = 7;
    setup.workloads.push_back({"work", "", "", {}});
    Load load;
    load.name = "load";
    load.workload = "work";
    load.engine = engine;
    load.rate_per_s = 100;
    load.arrival = "constant";
    setup.loads.push_back(load);
    setup.client.connect_timeout = 20s;
    setup.client.attempt_timeout = 30s;
    setup.client.deadline = 60s;
  }

  Load& load() { return setup.loads.front(); }
  ClientPolicy& client() { return setup.client; }
  void step(Step step) { setup.workloads.front().steps.push_back(std::move(step)); }

  void closed(int users) {
    load().model = Load::Model::kClosed;
    load().users = users;
  }

  // Runs until `enough` iterations have ended, then drains.
  const std::vector<Attempt>& run(std::uint64_t enough) {
    return run_until(
        [enough](const LoadStats& stats) { return stats.started - stats.in_flight >= enough; });
  }

  // One iteration, and its records.
  const std::vector<Attempt>& run_one() {
    load().rate_per_s = 0.01;
    return run(1);
  }

  // Runs until `enough(stats)`, or for a minute, then drains.
  template <typename Enough>
  const std::vector<Attempt>& run_until(Enough&& enough, std::stop_token cut_short = {}) {
    auto engine = make_load_engine(setup, records, records);
    if (!engine) throw std::runtime_error(engine.error().message);
    if (const auto done = (*engine)->set_up(); !done)
      throw std::runtime_error(done.error().message);
    start = setup.clock.now();
    (*engine)->start(start);
    (*engine)->enter_phase("only", start);
    const SteadyTime give_up = steady_now() + 60s;
    while (!enough((*engine)->stats()) && steady_now() < give_up) wait_for({}, 200us);
    ended = (*engine)->drain(std::move(cut_short));
    return records.attempts_;
  }
};

}  // namespace squall

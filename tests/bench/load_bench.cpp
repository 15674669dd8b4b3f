// What the load engine does for each request besides talking to the kernel: the next arrival, the
// request's bytes, the policy's decisions, the deadline.
#include <benchmark/benchmark.h>

#include <string>
#include <vector>

#include "harness/core/random.h"
#include "harness/load/breaker.h"
#include "harness/load/kinds.h"
#include "harness/load/request.h"
#include "harness/load/retry.h"
#include "harness/load/timeout_wheel.h"

namespace squall {
namespace {

using namespace std::chrono_literals;

std::optional<std::string> nothing_known(std::string_view) { return std::nullopt; }

void render_a_request(benchmark::State& state, const Step& step) {
  const std::vector<std::string> captures{"token"};
  const std::vector<std::string> values{"8c2f1a7e-5d3b-4f60-9a11"};
  const auto request = RequestTemplate::compile(step, nothing_known, captures);
  if (!request) return state.SkipWithError(request.error().message.c_str());
  std::string buffer;
  std::uint64_t iteration = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(
        request->render(buffer, {"carla", "v00000001", ++iteration, 7, values}));
  }
}

Step a_get() {
  Step step;
  step.method = "GET";
  step.url = Template("http://127.0.0.1:8081/preferences");
  return step;
}

Step a_put() {
  Step step;
  step.method = "PUT";
  step.url = Template("http://127.0.0.1:8081/preferences/{key}?iteration={iteration}");
  step.headers = {{"Authorization", Template("Bearer {token}")}};
  step.body = Template("{\"preferences\": {\"volume\": \"{value}\"}}");
  step.content_type = "application/json";
  return step;
}

BENCHMARK_CAPTURE(render_a_request, always_the_same, a_get());
BENCHMARK_CAPTURE(render_a_request, with_key_value_and_token, a_put());

void next_arrival(benchmark::State& state, const char* kind) {
  Load load;
  load.name = "load";
  load.arrival = kind;
  load.rate_per_s = 20000;
  load.stages = {{1h, 20000}};
  auto arrivals = make_arrival(load, Random(1));
  if (!arrivals) return state.SkipWithError(arrivals.error().message.c_str());
  for (auto _ : state) benchmark::DoNotOptimize((*arrivals)->next());
}
BENCHMARK_CAPTURE(next_arrival, constant, "constant");
BENCHMARK_CAPTURE(next_arrival, poisson, "poisson");
BENCHMARK_CAPTURE(next_arrival, stages, "stages");

// An attempt that failed: may it be tried again, and when?
void decide_a_retry(benchmark::State& state) {
  RetryPolicy policy;
  policy.max = 3;
  policy.backoff = RetryPolicy::Backoff::kDecorrelated;
  policy.budget = 1;
  RetryBudget budget(policy.budget);
  Random random(1);
  const FailedAttempt failed{.error = ErrorClass::kHttp5xx, .status = 503};
  for (auto _ : state) {
    budget.on_first_attempt();
    Retries retries;
    benchmark::DoNotOptimize(retries.next(policy, failed, 1s, 10s, budget, random));
  }
}
BENCHMARK(decide_a_retry);

// An attempt that ended well, seen by a breaker that counts the last 100.
void pass_a_breaker(benchmark::State& state) {
  CircuitBreaker policy;
  policy.failure_rate = 0.5;
  Breaker breaker(policy);
  Nanoseconds now{};
  for (auto _ : state) {
    now += 50us;
    const auto ticket = breaker.admit(now);
    if (!ticket) return state.SkipWithError("it has opened");
    breaker.on_success(*ticket);
  }
}
BENCHMARK(pass_a_breaker);

// Nearly every deadline is set and never comes.
void set_and_cancel_a_deadline(benchmark::State& state) {
  TimeoutWheel wheel;
  TimeoutWheel::Entry entry;
  Nanoseconds now{};
  for (auto _ : state) {
    now += 50us;
    wheel.set(entry, now + 5s);
    wheel.cancel(entry);
  }
}
BENCHMARK(set_and_cancel_a_deadline);

}  // namespace
}  // namespace squall

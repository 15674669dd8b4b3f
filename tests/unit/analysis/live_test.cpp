#include "harness/analysis/live.h"

#include <catch2/catch.hpp>

#include "harness/model/quantity.h"
#include "tests/unit/analysis/samples.h"

using namespace squall;

TEST_CASE("live figures show the last whole seconds, by end time") {
  LiveCounters counters;
  CHECK(counters.figures(ms(500)).operations_per_s == 0);
  // Ten a second for 8 s; everything that ends in second 7 fails.
  std::vector<Attempt> attempts;
  for (Nanoseconds due{}; due < ms(8'000); due += ms(100)) {
    attempts.push_back(due < ms(7'000) ? ok_at(due, ms(20)) : failed_at(due, ms(40)));
  }
  counters.on_attempts(attempts);
  const LiveFigures figures = counters.figures(ms(8'100));
  CHECK(figures.operations_per_s == 10);
  CHECK(figures.ok_per_s == 8);
  CHECK(figures.failed_per_s == 2);
  CHECK(figures.availability == Approx(0.8));
  CHECK(figures.response_p50_ms == Approx(20).epsilon(0.001));
  CHECK(figures.response_p99_ms == Approx(40).epsilon(0.001));
  CHECK(figures.operations == 80);
  CHECK(figures.not_ok == 10);
  CHECK(counters.figures(ms(60'000)).operations_per_s == 0);
}

TEST_CASE("in the first seconds only what has passed is divided by") {
  LiveCounters counters;
  counters.on_attempts(std::vector{ok_at(ms(100)), ok_at(ms(200))});
  CHECK(counters.figures(ms(1'500)).operations_per_s == 2);
}

TEST_CASE("quantities read as people write them") {
  using D = Dimension;
  CHECK(format_quantity(0.931, D::kRatio) == "93.1 %");
  CHECK(format_quantity(1, D::kRatio) == "100 %");
  CHECK(format_quantity(2.31, D::kRatio) == "2.31");
  CHECK(format_quantity(0.0421, D::kTime) == "42.1 ms");
  CHECK(format_quantity(0, D::kTime) == "0 ms");
  CHECK(format_quantity(4.25, D::kTime) == "4.25 s");
  CHECK(format_quantity(15.345, D::kRate) == "15.3/s");
  CHECK(format_quantity(12, D::kNone) == "12");
  CHECK(format_quantity(3.5 * 1024 * 1024, D::kBytes) == "3.5 MiB");
  CHECK(format_quantity(512, D::kBytes) == "512 B");
}

TEST_CASE("the history holds whole seconds, also those in which nothing ended") {
  LiveCounters counters;
  CHECK(counters.history(ms(5'000)).empty());
  counters.on_attempts(std::vector{ok_at(ms(2'100)), ok_at(ms(2'200)), failed_at(ms(4'100), ms(50)),
                                   ok_at(ms(5'100))});
  const std::vector<LiveSecond> history = counters.history(ms(5'500));
  REQUIRE(history.size() == 3);
  CHECK(history[0].ok == 2);
  CHECK(history[1].ok == 0);
  CHECK(history[2].failed == 1);
  CHECK(counters.history(ms(1'000'000)).size() == LiveCounters::kHistory);
}

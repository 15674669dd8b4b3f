#include "probes/prometheus.h"

#include <catch2/catch.hpp>
#include <cmath>

#include "probes/prometheus_text.h"
#include "tests/fixtures/http_fixture.h"
#include "tests/unit/probes/spec.h"

using namespace squall;
using namespace squall::probe_test;

namespace {

constexpr const char* kPage =
    "# HELP http_requests_total The total number of HTTP requests.\n"
    "# TYPE http_requests_total counter\n"
    "http_requests_total{method=\"post\",code=\"200\"} 1027 1395066363000\n"
    "http_requests_total{method=\"post\",code=\"400\"}    3 1395066363000\n"
    "\n"
    "msdos_file_access_time_seconds{path=\"C:\\\\DIR\\\\FILE.TXT\",error=\"a \\\"b\\\"\\nc\",} "
    "1.5e9\n"
    "metric_without_timestamp_and_labels 12.47\n"
    "something_weird{problem=\"division by zero\"} +Inf -3982045\n"
    "nothing_yet NaN\n";

ProbeSpec page_probe(const std::string& url, const std::string& metric,
                     const std::string& code = {}) {
  ProbeSpec probe = spec("prometheus", {{"url", text(url)}, {"metric", text(metric)}});
  if (!code.empty()) {
    probe.options.set("labels", Value{ValueTable{{"code", text(code)}}});
  }
  return probe;
}

}  // namespace

TEST_CASE("prometheus: the text format") {
  std::vector<PrometheusSample> samples;
  const auto keep = [&](const PrometheusSample& sample) { samples.push_back(sample); };
  CHECK(for_each_prometheus_sample(kPage, keep) == 0);
  REQUIRE(samples.size() == 6);
  CHECK(samples[0].name == "http_requests_total");
  CHECK(samples[0].labels[1] == std::pair<std::string, std::string>("code", "200"));
  CHECK(samples[0].value == 1027);
  CHECK(samples[2].labels[0].second == "C:\\DIR\\FILE.TXT");
  CHECK(samples[2].labels[1].second == "a \"b\"\nc");
  CHECK(samples[2].value == 1.5e9);
  CHECK(samples[3].labels.empty());
  CHECK(std::isinf(samples[4].value));
  CHECK(std::isnan(samples[5].value));
  samples.clear();
  CHECK(for_each_prometheus_sample("<html>\nx{a=\"b} 1\nx 1 2 3\ny\nz{ 1\n{} 1\nok 1", keep) == 5);
  CHECK(samples.size() == 2);
}

TEST_CASE("prometheus: one metric of a page, by its labels") {
  fixture::HttpFixture server;
  server.on("/metrics", [](const fixture::Request&) { return fixture::answer(200, kPage); });
  const std::string url = server.url("/metrics");
  const ProbeSample found = sample(page_probe(url, "http_requests_total", "400"), knows({}), {});
  CHECK(found.met);
  CHECK(found.value == 3.0);
  const ProbeSample several = sample(page_probe(url, "http_requests_total"), knows({}), {});
  CHECK_FALSE(several.met);
  CHECK(several.actual.starts_with("2 series"));
  ProbeSpec sum = page_probe(url, "http_requests_total");
  sum.options.set("combine", text("sum"));
  CHECK(sample(sum, knows({}), {}).value == 1030.0);
  sum.options.set("combine", text("min"));
  CHECK(sample(sum, knows({}), {}).value == 3.0);
  CHECK(sample(page_probe(url, "http_requests_total", "500"), knows({}), {}).actual ==
        "http_requests_total has no series with these labels, but 2 others");
  CHECK(sample(page_probe(url, "absent"), knows({}), {}).actual == "there is no metric absent");
  CHECK_FALSE(sample(page_probe(url, "nothing_yet"), knows({}), {}).met);
  CHECK_FALSE(sample(page_probe(url, "nothing_yet"), knows({}), {}).value);
  CHECK(sample(page_probe(server.url("/else"), "x"), knows({}), {}).actual == "status 404");
}

TEST_CASE("prometheus: a query to a server") {
  fixture::HttpFixture server;
  std::string asked;
  server.on("/api/v1/query", [&](const fixture::Request& request) {
    asked = request.target;
    if (asked.find("bad") != asked.npos) {
      return fixture::answer(400, R"({"status":"error","errorType":"bad_data","error":"parse"})");
    }
    return fixture::answer(200, R"({"status":"success","data":{"resultType":"vector","result":[
             {"metric":{"job":"a"},"value":[1700000000.1,"0.25"]}]}})");
  });
  ProbeSpec probe = spec("prometheus", {{"url", text(server.url(""))},
                                        {"query", text("sum(rate(x[1m]))")},
                                        {"unit", text("ratio")}});
  const ProbeSample found = sample(probe, knows({}), {});
  CHECK(found.met);
  CHECK(found.value == 0.25);
  CHECK(found.actual == "25 %");
  CHECK(asked == "/api/v1/query?query=sum%28rate%28x%5B1m%5D%29%29");
  probe.options.set("query", text("bad"));
  CHECK(sample(probe, knows({}), {}).actual == "the server says: parse");
  using prometheus_probe::values_of_query;
  const auto scalar =
      values_of_query(R"({"status":"success","data":{"resultType":"scalar","result":[1,"2"]}})");
  REQUIRE(scalar);
  CHECK(scalar->front() == 2.0);
  CHECK_FALSE(values_of_query("<html>"));
  CHECK_FALSE(
      values_of_query(R"({"status":"success","data":{"resultType":"matrix","result":[]}})"));
}

TEST_CASE("prometheus: a metric or a query, and one of them") {
  CHECK(mistake_of(spec("prometheus", {{"url", text("x")}})));
  CHECK(mistake_of(spec("prometheus", {{"metric", text("x")}, {"query", text("y")}})));
  CHECK(mistake_of(spec("prometheus", {{"labels", Value{ValueTable{}}}, {"query", text("y")}})));
  CHECK_FALSE(mistake_of(spec("prometheus", {{"metric", text("x")}})));
}

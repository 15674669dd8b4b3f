#include "reports/hgrm.h"

#include <catch2/catch.hpp>

using namespace squall;

// What HdrHistogram's own outputPercentileDistribution prints for these values (in milliseconds,
// five ticks for each halving), but that the last value is the exact maximum.
TEST_CASE("a distribution has the lines that HdrHistogram prints") {
  Histogram latency;
  for (std::uint64_t i = 1; i <= 4; ++i) latency.record(i * 1'000'000);
  const std::string text = hgrm(latency);
  CHECK(text.substr(0, text.find('#')) ==
        "       Value     Percentile TotalCount 1/(1-Percentile)\n\n"
        "       1.000 0.000000000000          1           1.00\n"
        "       1.000 0.100000000000          1           1.11\n"
        "       1.000 0.200000000000          1           1.25\n"
        "       2.001 0.300000000000          2           1.43\n"
        "       2.001 0.400000000000          2           1.67\n"
        "       2.001 0.500000000000          2           2.00\n"
        "       3.000 0.550000000000          3           2.22\n"
        "       3.000 0.600000000000          3           2.50\n"
        "       3.000 0.650000000000          3           2.86\n"
        "       3.000 0.700000000000          3           3.33\n"
        "       3.000 0.750000000000          3           4.00\n"
        "       4.000 0.775000000000          4           4.44\n"
        "       4.000 1.000000000000          4\n");
  CHECK(text.find("#[Mean    =        2.500, StdDeviation   =        1.11") != std::string::npos);
  CHECK(text.find("#[Max     =        4.000, Total count    =            4]\n") !=
        std::string::npos);
  CHECK(text.find("SubBuckets     =         2048]\n") != std::string::npos);
}

TEST_CASE("a distribution of nothing has no line") {
  const std::string text = hgrm({});
  CHECK(text.find("\n\n#[Mean") != std::string::npos);
  CHECK(text.find("Total count    =            0]") != std::string::npos);
}

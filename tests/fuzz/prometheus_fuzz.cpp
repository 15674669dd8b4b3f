// Feeds arbitrary pages to the reader of Prometheus' text format.
//
//   cmake --preset clang -DSQUALL_FUZZ=ON && ninja -C build/clang fuzz_prometheus
//   build/clang/fuzz_prometheus -max_total_time=60
//
// Every line is a sample, is strange, or is passed over; what is read has a name, and a page that
// is written from it is read to the same.
#include <fmt/format.h>

#include <cmath>
#include <cstdint>
#include <cstdlib>

#include "probes/prometheus_text.h"

namespace {

using namespace squall;

void require(bool holds) {
  if (!holds) std::abort();
}

std::string written(const PrometheusSample& sample) {
  std::string line = sample.name + "{";
  for (const auto& [name, value] : sample.labels) {
    line += name + "=\"";
    for (const char c : value) {
      line += c == '\n'               ? "\\n"
              : c == '"' || c == '\\' ? fmt::format("\\{}", c)
                                      : fmt::format("{}", c);
    }
    line += "\",";
  }
  return line + fmt::format("}} {}\n", sample.value);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view page(reinterpret_cast<const char*>(bytes), size);
  std::size_t samples = 0, lines = 1;
  for (const char c : page) lines += c == '\n' ? 1 : 0;
  const std::size_t strange = for_each_prometheus_sample(page, [&](const PrometheusSample& sample) {
    ++samples;
    require(!sample.name.empty());
    std::size_t again = 0;
    const std::size_t lost =
        for_each_prometheus_sample(written(sample), [&](const PrometheusSample& same) {
          ++again;
          require(same.name == sample.name && same.labels == sample.labels);
          require(same.value == sample.value || std::isnan(sample.value));
        });
    require(lost == 0 && again == 1);
  });
  require(samples + strange <= lines);
  return 0;
}

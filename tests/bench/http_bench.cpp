// What reading one answer costs.
#include <benchmark/benchmark.h>

#include <string>

#include "harness/http/parser.h"

namespace squall {
namespace {

// Of nginx, as it comes.
std::string answer() {
  return "HTTP/1.1 200 OK\r\nServer: nginx/1.22.1\r\nDate: Tue, 24 Nov 2026 11:00:00 GMT\r\n"
         "Content-Type: application/json\r\nContent-Length: 300\r\nConnection: keep-alive\r\n\r\n" +
         std::string(300, 'x');
}

void parse_an_answer(benchmark::State& state) {
  const std::string bytes = answer();
  ResponseParser parser;
  for (auto _ : state) {
    parser.begin(false, 512);
    std::string_view data = bytes;
    if (parser.feed(data) != ResponseParser::Progress::kDone) state.SkipWithError("no answer");
    benchmark::DoNotOptimize(parser.status());
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(bytes.size()));
}
BENCHMARK(parse_an_answer);

}  // namespace
}  // namespace squall

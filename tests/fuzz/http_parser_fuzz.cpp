// Feeds arbitrary bytes to the response parser, whole and split, and demands the same result.
//
//   cmake --preset clang -DSQUALL_FUZZ=ON && ninja -C build/clang fuzz_http_parser
//   build/clang/fuzz_http_parser -max_total_time=60
//
// The first byte says where to split, and whether the answer is to a HEAD request.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "harness/http/parser.h"

namespace {

using squall::ResponseParser;

ResponseParser::Progress feed_split(ResponseParser& parser, std::string_view text,
                                    std::size_t step) {
  auto progress = ResponseParser::Progress::kMore;
  while (!text.empty() && progress == ResponseParser::Progress::kMore) {
    std::string_view part = text.substr(0, step);
    text.remove_prefix(part.size());
    progress = parser.feed(part);
  }
  return progress == ResponseParser::Progress::kMore ? parser.end_of_stream() : progress;
}

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(bytes + 1), size - 1);
  const bool head_request = (bytes[0] & 0x80) != 0;
  const std::size_t step = 1 + (bytes[0] & 0x7f);

  ResponseParser whole, split;
  whole.begin(head_request, 1024);
  split.begin(head_request, 1024);
  const auto expected = feed_split(whole, text, text.size());
  require(feed_split(split, text, step) == expected);
  require(whole.body().size() <= 1024 && whole.headers().size() <= ResponseParser::kMaxHeaders);
  if (expected == ResponseParser::Progress::kDone) {
    require(whole.status() == split.status() && whole.body() == split.body());
    require(whole.keep_alive() == split.keep_alive() && whole.head() == split.head());
  }
  return 0;
}

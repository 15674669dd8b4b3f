// Feeds arbitrary bytes to the request framer, whole and split, and demands the same requests.
//
//   cmake --preset clang -DSQUALL_FUZZ=ON && ninja -C build/clang fuzz_request_framer
//   build/clang/fuzz_request_framer -max_total_time=60
//
// The first byte says where to split.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "harness/http/request_framer.h"

namespace {

using squall::RequestFramer;

struct Framed {
  std::string method, target;
  std::uint64_t body_bytes = 0;
  bool whole = false;
  bool operator==(const Framed&) const = default;
};

struct Requests {
  std::vector<Framed> all;
  bool failed = false;
  bool operator==(const Requests&) const = default;
};

void require(bool holds) {
  if (!holds) std::abort();
}

Requests framed(std::string_view text, std::size_t step) {
  Requests requests;
  RequestFramer framer;
  framer.begin();
  while (!text.empty() && !requests.failed) {
    std::string_view part = text.substr(0, step);
    text.remove_prefix(part.size());
    for (auto progress = RequestFramer::Progress::kHead; !requests.failed;) {
      const std::size_t before = part.size();
      progress = framer.feed(part);
      require(part.size() <= before);
      if (progress == RequestFramer::Progress::kMore) break;
      requests.failed = progress == RequestFramer::Progress::kFailed;
      if (progress == RequestFramer::Progress::kHead) {
        require(!framer.method().empty() && !framer.target().empty());
        requests.all.push_back({std::string(framer.method()), std::string(framer.target())});
      }
      if (progress != RequestFramer::Progress::kDone) continue;
      requests.all.back().body_bytes = framer.body_bytes();
      requests.all.back().whole = true;
      framer.begin();
    }
    require(part.empty() || requests.failed);
  }
  return requests;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(bytes + 1), size - 1);
  const std::size_t step = std::size_t{1} + bytes[0];
  require(framed(text, text.size()) == framed(text, step));
  return 0;
}

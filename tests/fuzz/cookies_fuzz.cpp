// Feeds arbitrary Set-Cookie headers to a jar and demands that it stays small, that what it sends
// is one clean header, and that an equal jar sends the same.
//
//   cmake --preset clang -DSQUALL_FUZZ=ON && ninja -C build/clang fuzz_cookies
//   build/clang/fuzz_cookies -max_total_time=60
//
// Each line is one header; the first byte says how far the clock moves between them.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "harness/http/cookies.h"

namespace {

using squall::CookieJar;

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  if (size == 0) return 0;
  std::string_view text(reinterpret_cast<const char*>(bytes + 1), size - 1);
  CookieJar one, two;
  std::int64_t now = 1'700'000'000;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::string_view header = text.substr(0, end);
    const std::string_view kept = one.keep(header, "www.a.test", "/x/y?z", now);
    require(two.keep(header, "www.a.test", "/x/y?z", now) == kept);
    require(kept.size() <= CookieJar::kMaxBytes);
    now += bytes[0];
    text.remove_prefix(end == text.npos ? text.size() : end + 1);
  }
  require(one.size() <= CookieJar::kMaxCookies);
  std::string sent, again;
  require(one.append_to(sent, "www.a.test", "/x/y", now) == !sent.empty());
  two.append_to(again, "www.a.test", "/x/y", now);
  require(sent == again && sent.size() <= one.bytes());
  for (const char c : sent)
    require(c == '\t' || (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f));
  return 0;
}

// A fault proxy by itself, for tests/bench/compare_proxies: leads to PORT, says where it listens, and
// ends with its standard input.
#include <cstdio>
#include <cstdlib>

#include "harness/proxy/proxy.h"

int main(int count, char** arguments) {
  if (count != 2) {
    std::fputs("usage: lone_proxy PORT\n", stderr);
    return 64;
  }
  squall::Proxy proxy(1);
  const auto link = proxy.add("127.0.0.1", static_cast<std::uint16_t>(std::atoi(arguments[1])));
  if (!link) {
    std::fputs(link.error().message.c_str(), stderr);
    return 70;
  }
  std::printf("%d\n", proxy.port(*link));
  std::fflush(stdout);
  while (std::getchar() != EOF) {
  }
  return 0;
}

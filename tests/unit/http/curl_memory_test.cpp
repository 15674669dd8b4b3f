#include <catch2/catch.hpp>

#include <curl/curl.h>

#include <string>
#include <thread>

#include "harness/http/curl_handles.h"

namespace squall {
namespace {

// Through libcurl's own interface: it allocates with what it was set up with.
std::string escaped(CURL* easy, const std::string& text) {
  char* const result = curl_easy_escape(easy, text.data(), static_cast<int>(text.size()));
  REQUIRE(result != nullptr);
  const std::string copy(result);
  curl_free(result);
  return copy;
}

}  // namespace

TEST_CASE("what libcurl frees is used again, by whatever thread") {
  use_curl();
  const EasyHandle easy(curl_easy_init());
  REQUIRE(easy);
  // Texts that grow through all sizes, and beyond what is kept.
  for (int round = 0; round < 3; ++round) {
    for (std::size_t size = 1; size < 300000; size = size * 3 / 2 + 1) {
      const std::string text(size, 'x');
      CHECK(escaped(easy.get(), text) == text);
    }
  }
  char* const first = curl_easy_escape(easy.get(), "same", 4);
  const void* const place = first;
  curl_free(first);
  char* const second = curl_easy_escape(easy.get(), "same", 4);
  CHECK(static_cast<const void*>(second) == place);
  curl_free(second);

  // Taken on one thread, and given back on another, which ends.
  char* const taken = curl_easy_escape(easy.get(), "elsewhere", 9);
  std::thread([&] { curl_free(taken); }).join();
  CHECK(escaped(easy.get(), "after all") == "after%20all");
}

}  // namespace squall

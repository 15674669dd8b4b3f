#include "harness/http/framing_headers.h"

#include <charconv>
#include <system_error>

#include "harness/http/answer.h"

namespace squall {

std::string_view FramingHeaders::note(std::string_view name, std::string_view value) {
  if (equal_names(name, "content-length")) {
    const char* const end = value.data() + value.size();
    const auto [stop, error] = std::from_chars(value.data(), end, length);
    if (has_length || value.empty() || error != std::errc() || stop != end) {
      return "the Content-Length is malformed or given twice";
    }
    has_length = true;
  } else if (equal_names(name, "transfer-encoding")) {
    if (chunked || !equal_names(value, "chunked")) return "the Transfer-Encoding is not 'chunked'";
    chunked = true;
  }
  return {};
}

}  // namespace squall

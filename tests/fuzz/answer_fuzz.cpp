// Feeds arbitrary bodies to what looks for values in an answer: JSON paths and expressions.
//
//   cmake --preset clang -DSQUALL_FUZZ=ON && ninja -C build/clang fuzz_answer
//   build/clang/fuzz_answer -max_total_time=60
//
// The first line is a JSON path, the second a regular expression, the rest the body. What is found
// lies in the body.
#include <boost/json.hpp>
#include <cstdint>
#include <cstdlib>

#include "harness/core/json_path.h"
#include "harness/core/regex.h"
#include "harness/http/answer.h"

namespace {

using namespace squall;

void require(bool holds) {
  if (!holds) std::abort();
}

std::string_view take_line(std::string_view& text) {
  const std::size_t end = std::min(text.find('\n'), text.size());
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return line;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  std::string_view body(reinterpret_cast<const char*>(bytes), size);
  const auto path = JsonPath::compile(take_line(body));
  const auto regex = Regex::compile(take_line(body));
  static JsonScratch scratch;
  Answer answer(200, {}, body, scratch);
  const boost::json::value* document = answer.json();
  if (document != nullptr && path) {
    const boost::json::value* found = path->find(*document);
    require(found != document || path->text() == "$");
  }
  if (!regex) return 0;
  const auto captured = regex->capture(body);
  require(captured.has_value() == regex->found_in(body));
  if (!captured) return 0;
  require(captured->data() >= body.data());
  require(captured->data() + captured->size() <= body.data() + body.size());
  return 0;
}

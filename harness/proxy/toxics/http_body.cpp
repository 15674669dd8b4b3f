#include "harness/proxy/toxics/http_body.h"

#include <algorithm>
#include <charconv>

#include "harness/proxy/http_toxic.h"

namespace squall::http_body {
namespace {

// An array of objects: neither the object nor the list of texts or numbers that APIs answer with.
constexpr std::string_view kWrongJson = R"([{"unexpected":[true,null]}])";
constexpr std::size_t kUntoldLength = 256;
constexpr std::size_t kMostGarbage = std::size_t{64} << 10;

std::size_t told_length(const ServerHead& head) {
  std::size_t length = kUntoldLength;
  for (const HeaderField& field : head.headers) {
    if (!equal_names(field.name, "content-length")) continue;
    std::from_chars(field.value.data(), field.value.data() + field.value.size(), length);
  }
  return std::min(length, kMostGarbage);
}

// Begins with a byte that neither text in UTF-8 nor a compressed body begins with.
std::string garbage(std::size_t size, Random& random) {
  std::string bytes(size, '\xff');
  for (std::size_t i = 1; i < size; ++i) bytes[i] = static_cast<char>(random.next() | 0x80);
  return bytes;
}

AnswerChange change_body(const std::string& how, std::uint64_t after, const ServerHead& head,
                         Random& random) {
  if (!head.has_body) return {};
  if (how == "garbage") return with_body(head, garbage(told_length(head), random), {}, true);
  if (how == "wrong_json") {
    return with_body(head, std::string(kWrongJson), "application/json", false);
  }
  AnswerChange change;
  if (how == "truncate") {
    change.cut_after = after;
    return change;
  }
  change = with_body(head, {}, {}, false);
  change.head->replace(0, change.head->find("\r\n"), status_line(200));
  return change;
}

}  // namespace

std::optional<OptionMistake> mistake(const Options& options) {
  const bool truncates = options.get_or<std::string>("how", "") == "truncate";
  if (truncates || options.get_or<double>("after", 0) == 0) return std::nullopt;
  return OptionMistake{"after", "'after' says where a body is cut off",
                       "write how = \"truncate\", or leave it out"};
}

ExchangeToxicMaker compile(const Options& options) {
  const auto how = options.get_or<std::string>("how", "empty");
  const auto after = static_cast<std::uint64_t>(options.get_or<double>("after", 0));
  return http_toxic(options, [=](const ServerHead& head, Random& random) {
    return change_body(how, after, head, random);
  });
}

}  // namespace squall::http_body

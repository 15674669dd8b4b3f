#include "harness/http/answer.h"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <optional>

namespace squall {
namespace {

constexpr std::size_t kScratchBytes = std::size_t{64} << 10;

}  // namespace

struct JsonScratch::State {
  std::array<unsigned char, kScratchBytes> memory;
  std::array<unsigned char, 4096> parser_memory;
  boost::json::monotonic_resource resource{memory.data(), memory.size()};
  std::optional<boost::json::value> document;
  boost::json::parser parser;

  State()
      : memory{},
        parser_memory{},
        parser({}, options(), parser_memory.data(), parser_memory.size()) {}

  static boost::json::parse_options options() {
    boost::json::parse_options result;
    result.max_depth = 64;
    return result;
  }
};

JsonScratch::JsonScratch() : state_(std::make_unique<State>()) {}
JsonScratch::~JsonScratch() = default;

const boost::json::value* JsonScratch::parse(std::string_view text) {
  State& state = *state_;
  // Whatever lives in the memory has to go before the memory is taken back.
  state.document.reset();
  state.parser.reset();
  state.resource.release();
  state.parser.reset(&state.resource);
  boost::json::error_code error;
  state.parser.write(text, error);
  if (error) return nullptr;
  return &state.document.emplace(state.parser.release());
}

const HeaderField* Answer::find_header(std::string_view name) const {
  for (const HeaderField& header : headers_) {
    if (equal_names(header.name, name)) return &header;
  }
  return nullptr;
}

const boost::json::value* Answer::json() {
  if (!parsed_) {
    parsed_ = true;
    json_ = scratch_.parse(body_);
  }
  return json_;
}

}  // namespace squall

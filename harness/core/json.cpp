#include "harness/core/json.h"

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/value_stack.hpp>
#include <charconv>
#include <cstdint>

namespace squall {
namespace {

namespace json = boost::json;

/// Builds the tree; what basic_parser wants of a handler stands in its documentation.
struct TreeBuilder {
  static constexpr std::size_t max_object_size = json::object::max_size();
  static constexpr std::size_t max_array_size = json::array::max_size();
  static constexpr std::size_t max_key_size = json::string::max_size();
  static constexpr std::size_t max_string_size = json::string::max_size();

  using Error = json::error_code;
  using Text = json::string_view;

  json::value_stack stack;

  bool on_document_begin(Error&) { return true; }
  bool on_document_end(Error&) { return true; }
  bool on_object_begin(Error&) { return true; }
  bool on_object_end(std::size_t members, Error&) { return stack.push_object(members), true; }
  bool on_array_begin(Error&) { return true; }
  bool on_array_end(std::size_t items, Error&) { return stack.push_array(items), true; }
  bool on_key_part(Text part, std::size_t, Error&) { return stack.push_chars(part), true; }
  bool on_key(Text last, std::size_t, Error&) { return stack.push_key(last), true; }
  bool on_string_part(Text part, std::size_t, Error&) { return stack.push_chars(part), true; }
  bool on_string(Text last, std::size_t, Error&) { return stack.push_string(last), true; }
  bool on_number_part(Text, Error&) { return true; }
  bool on_int64(std::int64_t value, Text, Error&) { return stack.push_int64(value), true; }
  bool on_uint64(std::uint64_t value, Text, Error&) { return stack.push_uint64(value), true; }
  bool on_bool(bool value, Error&) { return stack.push_bool(value), true; }
  bool on_null(Error&) { return stack.push_null(), true; }
  bool on_comment_part(Text, Error&) { return true; }
  bool on_comment(Text, Error&) { return true; }

  /// `written` is the whole number, as all of the text is there at once. What is beyond a double
  /// stays what the parser makes of it: 0 or infinity.
  bool on_double(double value, Text written, Error&) {
    std::from_chars(written.data(), written.data() + written.size(), value);
    stack.push_double(value);
    return true;
  }
};

}  // namespace

Result<json::value> parse_json(std::string_view text) {
  json::basic_parser<TreeBuilder> parser{json::parse_options{}};
  parser.handler().stack.reset();
  json::error_code error;
  const std::size_t read = parser.write_some(false, text.data(), text.size(), error);
  if (!error && read < text.size()) error = json::error::extra_data;
  if (error) return fail(error.message());
  return parser.handler().stack.release();
}

}  // namespace squall

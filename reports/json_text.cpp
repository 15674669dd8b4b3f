#include "reports/json_text.h"

#include <algorithm>
#include <array>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <charconv>
#include <cmath>
#include <limits>

#include "harness/core/text.h"

namespace squall {
namespace {

namespace json = boost::json;

constexpr std::size_t kColumns = 100;

void append_number(std::string& text, double number) {
  if (!std::isfinite(number)) {
    text += "null";
    return;
  }
  // The longest double in plain notation has 309 digits before its point, or 1074 after it.
  std::array<char, 1100> buffer;
  const auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(),
                                          number == 0 ? 0 : number, std::chars_format::fixed);
  text.append(buffer.data(), end);
}

void append_scalar(std::string& text, const json::value& value) {
  switch (value.kind()) {
    case json::kind::null:
      text += "null";
      break;
    case json::kind::bool_:
      text += value.get_bool() ? "true" : "false";
      break;
    case json::kind::int64:
      text += std::to_string(value.get_int64());
      break;
    case json::kind::uint64:
      text += std::to_string(value.get_uint64());
      break;
    case json::kind::double_:
      append_number(text, value.get_double());
      break;
    default: {
      const json::string& string = value.get_string();
      const std::string_view bytes(string.data(), string.size());
      text += '"';
      text += json_escape(clean_utf8(bytes, std::numeric_limits<std::size_t>::max()));
      text += '"';
    }
  }
}

bool is_number_or_null(const json::value& value) { return value.is_number() || value.is_null(); }

class Printer {
 public:
  std::string take() {
    text_ += '\n';
    return std::move(text_);
  }

  void print(const json::value& value) {
    if (const json::object* object = value.if_object()) {
      print_object(*object);
    } else if (const json::array* array = value.if_array()) {
      if (std::all_of(array->begin(), array->end(), is_number_or_null)) {
        print_numbers(*array);
      } else {
        print_array(*array);
      }
    } else {
      append_scalar(text_, value);
    }
  }

 private:
  void new_line() {
    text_ += '\n';
    line_ = text_.size();
    text_.append(depth_ * 2, ' ');
  }

  void print_object(const json::object& object) {
    text_ += '{';
    ++depth_;
    bool first = true;
    for (const auto& [key, member] : object) {
      if (!std::exchange(first, false)) text_ += ',';
      new_line();
      append_scalar(text_, json::value(key));
      text_ += ": ";
      print(member);
    }
    --depth_;
    if (!first) new_line();
    text_ += '}';
  }

  void print_array(const json::array& array) {
    text_ += '[';
    ++depth_;
    bool first = true;
    for (const json::value& element : array) {
      if (!std::exchange(first, false)) text_ += ',';
      new_line();
      print(element);
    }
    --depth_;
    if (!first) new_line();
    text_ += ']';
  }

  void print_numbers(const json::array& array) {
    text_ += '[';
    ++depth_;
    std::string number;
    for (std::size_t i = 0; i < array.size(); ++i) {
      number.clear();
      append_scalar(number, array[i]);
      if (i > 0) text_ += ',';
      if (text_.size() - line_ + number.size() + 2 > kColumns) {
        new_line();
      } else if (i > 0) {
        text_ += ' ';
      }
      text_ += number;
    }
    --depth_;
    text_ += ']';
  }

  std::string text_;
  std::size_t line_ = 0;  ///< Where the current line begins.
  std::size_t depth_ = 0;
};

}  // namespace

std::string json_text(const json::value& value) {
  Printer printer;
  printer.print(value);
  return printer.take();
}

json::value rounded(std::optional<double> number, int decimals) {
  if (!number || !std::isfinite(*number)) return nullptr;
  const double scale = std::pow(10.0, decimals);
  const double scaled = *number * scale;
  // Beyond 2^53 there is nothing behind the point to round.
  return std::abs(scaled) < 9e15 ? std::round(scaled) / scale : *number;
}

}  // namespace squall

#include "harness/journal/codec.h"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <cmath>
#include <optional>
#include <type_traits>

#include "harness/core/json.h"
#include "harness/journal/shapes.h"

namespace squall {
namespace {

namespace json = boost::json;
using journal::Shape;

template <typename T>
constexpr bool kIsVector = false;
template <typename T>
constexpr bool kIsVector<std::vector<T>> = true;

template <typename T>
constexpr bool kIsOptional = false;
template <typename T>
constexpr bool kIsOptional<std::optional<T>> = true;

template <typename Struct, typename Fn>
void for_each_field(Fn&& fn) {
  std::apply([&](const auto&... fields) { (fn(fields), ...); }, Shape<Struct>::fields);
}

/// Calls fn(T{}) for every event type T.
template <typename Fn, typename... Events>
void for_each_event_type(std::variant<Events...>*, Fn&& fn) {
  (fn(Events{}), ...);
}

// ---- Writing

template <typename T>
void write_fields(const T& from, json::object& to);

template <typename T>
json::value to_json(const T& from) {
  if constexpr (std::is_same_v<T, Nanoseconds>) {
    return from.count();
  } else if constexpr (std::is_enum_v<T>) {
    return json::string(name(from));
  } else if constexpr (std::is_same_v<T, std::string>) {
    return json::string(from);
  } else if constexpr (kIsVector<T>) {
    json::array array;
    array.reserve(from.size());
    for (const auto& item : from) array.push_back(to_json(item));
    return array;
  } else if constexpr (std::is_class_v<T>) {
    json::object object;
    write_fields(from, object);
    return object;
  } else if constexpr (std::is_floating_point_v<T>) {
    return std::isfinite(from) ? json::value(from) : json::value(nullptr);  // JSON has no more.
  } else {
    return json::value(from);
  }
}

template <typename T>
void write_fields(const T& from, json::object& to) {
  for_each_field<T>([&](const auto& field) {
    const auto& value = from.*field.place;
    if constexpr (kIsOptional<std::decay_t<decltype(value)>>) {
      if (value) to[field.name] = to_json(*value);
    } else {
      to[field.name] = to_json(value);
    }
  });
}

// ---- Reading

/// Thrown and caught in this file only: the field whose value has the wrong type.
struct WrongType {
  std::string_view field;
};

bool find_named(std::string_view text, ErrorClass& to) {
  const auto found = find_error_class(text);
  if (found) to = *found;
  return found.has_value();
}

bool find_named(std::string_view text, NodeState& to) {
  for (int i = 0; i <= static_cast<int>(NodeState::kEnded); ++i) {
    to = static_cast<NodeState>(i);
    if (name(to) == text) return true;
  }
  return false;
}

template <typename T>
void read_fields(const json::object& from, T& to);

template <typename T>
bool from_json(const json::value& from, T& to) {
  if constexpr (std::is_same_v<T, Nanoseconds>) {
    std::int64_t count = 0;
    if (!from_json(from, count)) return false;
    to = Nanoseconds(count);
  } else if constexpr (std::is_enum_v<T>) {
    return from.is_string() && find_named(from.get_string(), to);
  } else if constexpr (std::is_same_v<T, std::string>) {
    if (!from.is_string()) return false;
    to = std::string(from.get_string());
  } else if constexpr (kIsVector<T>) {
    if (!from.is_array()) return false;
    for (const json::value& item : from.get_array()) {
      if (!from_json(item, to.emplace_back())) return false;
    }
  } else if constexpr (kIsOptional<T>) {
    return from.is_null() || from_json(from, to.emplace());
  } else if constexpr (std::is_same_v<T, bool>) {
    if (!from.is_bool()) return false;
    to = from.get_bool();
  } else if constexpr (std::is_class_v<T>) {
    if (!from.is_object()) return false;
    read_fields(from.get_object(), to);
  } else if constexpr (std::is_floating_point_v<T>) {
    if (from.is_null()) return true;
    json::error_code error;
    to = from.to_number<T>(error);
    return !error && std::isfinite(to);
  } else {
    json::error_code error;
    to = from.to_number<T>(error);
    return !error;
  }
  return true;
}

template <typename T>
void read_fields(const json::object& from, T& to) {
  for_each_field<T>([&](const auto& field) {
    const json::value* value = from.if_contains(field.name);
    if (value != nullptr && !from_json(*value, to.*field.place)) throw WrongType{field.name};
  });
}

// ---- Visiting

template <typename T>
void visit(T& value, const std::function<void(std::string&)>& fn) {
  if constexpr (std::is_same_v<T, std::string>) {
    fn(value);
  } else if constexpr (kIsVector<T>) {
    for (auto& item : value) visit(item, fn);
  } else if constexpr (kIsOptional<T>) {
    if (value) visit(*value, fn);
  } else if constexpr (std::is_class_v<T> && !std::is_same_v<T, Nanoseconds>) {
    for_each_field<T>([&](const auto& field) { visit(value.*field.place, fn); });
  }
}

}  // namespace

std::string encode_event(const TimedEvent& event) {
  json::object line;
  line["at_ns"] = event.at.count();
  line["event"] = event_name(event.event);
  std::visit([&](const auto& kind) { write_fields(kind, line); }, event.event);
  return json::serialize(line);
}

Result<TimedEvent> decode_event(std::string_view line) {
  const auto parsed = parse_json(line);
  if (!parsed) return fail(fmt::format("not JSON: {}", parsed.error().message));
  if (!parsed->is_object()) return fail("not a JSON object");
  const json::object& object = parsed->get_object();
  const json::value* at = object.if_contains("at_ns");
  const json::value* kind = object.if_contains("event");
  if (at == nullptr || kind == nullptr || !kind->is_string()) return fail("no at_ns or event");

  TimedEvent event;
  if (!from_json(*at, event.at)) return fail("at_ns is no integer");
  bool known = false;
  try {
    for_each_event_type(static_cast<Event*>(nullptr), [&]<typename T>(T empty) {
      if (known || kind->get_string() != Shape<T>::name) return;
      known = true;
      read_fields(object, empty);
      event.event = std::move(empty);
    });
  } catch (const WrongType& wrong) {
    return fail(fmt::format("{} has the wrong type", wrong.field));
  }
  if (!known) return fail(fmt::format("unknown event {}", json::serialize(*kind)));
  return event;
}

std::string_view event_name(const Event& event) {
  return std::visit([]<typename T>(const T&) { return Shape<T>::name; }, event);
}

void visit_texts(Event& event, const std::function<void(std::string&)>& fn) {
  std::visit([&](auto& kind) { visit(kind, fn); }, event);
}

}  // namespace squall

// An event of every kind, for the tests of the journal and its fuzzer.
#pragma once

#include <string>
#include <type_traits>
#include <vector>

#include "harness/journal/shapes.h"

namespace squall::test {

/// Fills every field with a value that is not its default, by the shapes themselves: an event or a
/// field that is added later is tested without another line here.
class Filler {
 public:
  template <typename T>
  void fill(T& value) {
    ++seen_;
    if constexpr (std::is_same_v<T, std::string>) {
      value = "text " + std::to_string(seen_) + " \"quoted\" \n µ";
    } else if constexpr (std::is_same_v<T, Nanoseconds>) {
      value = Nanoseconds(1'000'000'007LL * seen_);
    } else if constexpr (std::is_same_v<T, NodeState>) {
      value = NodeState::kEnded;
    } else if constexpr (std::is_same_v<T, ErrorClass>) {
      value = ErrorClass::kGenerator;
    } else if constexpr (std::is_same_v<T, bool>) {
      value = !value;
    } else if constexpr (std::is_arithmetic_v<T>) {
      value = static_cast<T>(seen_ + 40);
    } else if constexpr (requires { value.has_value(); }) {
      fill(value.emplace());
    } else if constexpr (requires { value.emplace_back(); }) {
      fill(value.emplace_back());
      fill(value.emplace_back());
    } else {
      fill_fields(value);
    }
  }

  template <typename T>
  void fill_fields(T& value) {
    std::apply([&](const auto&... fields) { (fill(value.*fields.place), ...); },
               journal::Shape<T>::fields);
  }

 private:
  int seen_ = 0;
};

template <typename... Events>
std::vector<TimedEvent> one_of_each(std::variant<Events...>*) {
  std::vector<TimedEvent> events;
  Filler filler;
  const auto add = [&]<typename T>(T event) {
    filler.fill_fields(event);
    events.push_back({Nanoseconds(static_cast<std::int64_t>(events.size()) + 5), std::move(event)});
  };
  (add(Events{}), ...);
  return events;
}

inline std::vector<TimedEvent> one_of_each() { return one_of_each(static_cast<Event*>(nullptr)); }

}  // namespace squall::test

#include "harness/journal/codec.h"

#include <catch2/catch.hpp>
#include <limits>
#include <set>
#include <type_traits>

#include "harness/journal/shapes.h"

using namespace squall;

namespace {

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

std::vector<TimedEvent> one_of_each() { return one_of_each(static_cast<Event*>(nullptr)); }

/// The size of all members that the shape of T lists.
template <typename T>
std::size_t listed_bytes() {
  std::size_t bytes = 0;
  std::apply([&](const auto&... fields) { ((bytes += sizeof(T{}.*fields.place)), ...); },
             journal::Shape<T>::fields);
  return bytes;
}

template <typename... Events>
void check_sizes(std::variant<Events...>*) {
  const auto check = []<typename T>(const T&) {
    CAPTURE(journal::Shape<T>::name);
    CHECK(listed_bytes<T>() <= sizeof(T));
    CHECK(sizeof(T) - listed_bytes<T>() < sizeof(std::string));  // No more than padding is missing.
  };
  (check(Events{}), ...);
}

}  // namespace

TEST_CASE("every kind of event survives the journal") {
  std::set<std::string_view> names;
  for (const TimedEvent& event : one_of_each()) {
    const std::string line = encode_event(event);
    CAPTURE(line);
    CHECK(line.find('\n') == std::string::npos);
    CHECK(names.insert(event_name(event.event)).second);

    const auto again = decode_event(line);
    REQUIRE(again);
    CHECK(again->at == event.at);
    CHECK(again->event.index() == event.event.index());
    CHECK(encode_event(*again) == line);
  }
  CHECK(names.size() == std::variant_size_v<Event>);
}

TEST_CASE("no field of an event is left out of its shape") {
  check_sizes(static_cast<Event*>(nullptr));
}

TEST_CASE("an event has this form") {
  const TimedEvent event{Nanoseconds(2'000'417), FaultInjected{"kill-db", "pid 7 got SIGKILL"}};
  CHECK(encode_event(event) == R"({"at_ns":2000417,"event":"fault_injected","fault":"kill-db",)"
                               R"("detail":"pid 7 got SIGKILL"})");
}

TEST_CASE("every text of an event is visited") {
  for (TimedEvent& event : one_of_each()) {
    visit_texts(event.event, [](std::string& text) { text = "seen"; });
    CHECK(encode_event(event).find("text ") == std::string::npos);
  }
}

TEST_CASE("lines that are no event are errors, lines of another version are not") {
  const auto error = [](std::string_view line) {
    const auto event = decode_event(line);
    return event ? std::string("none") : event.error().message;
  };
  CHECK(error("").find("not JSON") == 0);
  CHECK(error("[1]") == "not a JSON object");
  CHECK(error(R"({"event":"warned"})") == "no at_ns or event");
  CHECK(error(R"({"at_ns":"1","event":"warned"})") == "at_ns is no integer");
  CHECK(error(R"({"at_ns":1,"event":"born"})") == "unknown event \"born\"");
  CHECK(error(R"({"at_ns":1,"event":"warned","what":3})") == "what has the wrong type");
  CHECK(error(R"({"at_ns":1,"event":"node_changed","state":"flying"})") ==
        "state has the wrong type");
  CHECK(error(R"({"at_ns":1,"event":"warned"})") == "none");
  CHECK(error(R"({"at_ns":1,"event":"warned","what":"x","later":[1]})") == "none");
}

TEST_CASE("numbers that JSON does not have do not break the line") {
  const TimedEvent event{{}, Decided{"abort", "", std::numeric_limits<double>::infinity()}};
  REQUIRE(decode_event(encode_event(event)));
}

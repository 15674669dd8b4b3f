#include "harness/journal/codec.h"

#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <cstdlib>
#include <limits>
#include <set>

#include "tests/unit/journal/one_of_each.h"

using namespace squall;

namespace {

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
  for (const TimedEvent& event : test::one_of_each()) {
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
  for (TimedEvent& event : test::one_of_each()) {
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

TEST_CASE("a number is read to its last digit, and one that no double holds is refused") {
  for (const char* value : {"1.2E89", "0.1", "1.0199999999999998", "5E-324", "123456789.12345679",
                            "1.7976931348623157E308", "-2.2250738585072014E-308"}) {
    const std::string line = fmt::format(R"({{"at_ns":4,"event":"decided","value":{}}})", value);
    CAPTURE(line);
    const auto event = decode_event(line);
    REQUIRE(event);
    CHECK(std::get<Decided>(event->event).value == std::strtod(value, nullptr));
    const auto again = decode_event(encode_event(*event));
    REQUIRE(again);
    CHECK(encode_event(*again) == encode_event(*event));
  }
  CHECK(decode_event(R"({"at_ns":4,"event":"decided","value":15E972})").error().message ==
        "value has the wrong type");
}

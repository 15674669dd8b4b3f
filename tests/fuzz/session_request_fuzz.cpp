// Feeds arbitrary requests to the control API of a session.
//
//   cmake --preset clang -DSQUALL_FUZZ=ON && ninja -C build/clang fuzz_session_request
//   build/clang/fuzz_session_request -max_total_time=60
//
// "METHOD PATH\nBODY". Each gives an action or an answer that says what is wrong; what is to become
// part of a scenario can be written as TOML and read again.
#include <boost/json.hpp>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "harness/session/read_request.h"

namespace {

using namespace squall;

void require(bool holds) {
  if (!holds) std::abort();
}

void check_answer(const ActionAnswer& answer) {
  require(answer.status >= 400 && answer.status < 500);
  const boost::json::value body = boost::json::parse(answer.body);
  require(!body.at("errors").as_array().empty());
}

void check_table(const TomlNode& table) {
  const std::string line = "t = { " + to_toml_line(table) + " }";
  const auto again = parse_toml(line, "");
  require(again.has_value());
  require(to_toml_line(*again->find("t")) == to_toml_line(table));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::string_view head = text.substr(0, text.find('\n'));
  const std::string_view body = head.size() < text.size() ? text.substr(head.size() + 1) : "";
  const std::size_t space = head.find(' ');
  const std::string_view method = head.substr(0, space);
  const std::string_view path = space == head.npos ? "" : head.substr(space + 1);
  const auto action = read_action(method, path, body);
  if (!action) {
    check_answer(action.error());
  } else if (const auto* inject = std::get_if<InjectFault>(&*action)) {
    check_table(inject->table);
  } else if (const auto* client = std::get_if<ChangeClient>(&*action)) {
    check_table(client->changes);
  }
  return 0;
}

// From a request of the control API to what is asked for. Pure: any bytes give one or the other.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "harness/session/actions.h"

namespace squall {

/// "POST", "/api/faults" and the body. The answer says what is wrong with it: 400 for all mistakes
/// of the body's form at once, 404 for a path and 405 for a method that there is not.
tl::expected<Action, ActionAnswer> read_action(std::string_view method, std::string_view path,
                                               std::string_view body);

/// What "%2F" and its like stand for; nullopt: it is no such text.
std::optional<std::string> percent_decode(std::string_view text);

/// Whether the path is one of actions.
bool is_action_path(std::string_view path);

}  // namespace squall

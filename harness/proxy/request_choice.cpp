#include "harness/proxy/request_choice.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/core/text.h"
#include "harness/http/field.h"
#include "harness/model/http_methods.h"

namespace squall {
namespace {

// The path of a request line's target: of "http://host/path" (for proxies) only what is behind the
// host.
std::string_view path_of_target(std::string_view target) {
  const std::size_t scheme = target.find("://");
  if (target.starts_with('/') || scheme == target.npos) return target;
  const std::size_t path = target.find('/', scheme + 3);
  return path == target.npos ? std::string_view("/") : target.substr(path);
}

std::vector<std::string> methods_of(const Options& options) {
  std::vector<std::string> methods;
  for (const Value& method : options.get_or<ValueList>("method", {})) {
    if (const auto* text = std::get_if<std::string>(&method.data)) methods.push_back(*text);
  }
  return methods;
}

// One that it is a slip of; empty: none.
std::string known_method_near(const std::string& method) {
  const std::vector<std::string> known(kHttpMethods.begin(), kHttpMethods.end());
  const std::string near = nearest_name(method, known);
  return near == method ? "" : near;
}

bool is_upper_letter(char c) { return (c >= 'A' && c <= 'Z') || c == '-' || c == '_'; }

}  // namespace

RequestChoice RequestChoice::compile(const Options& options) {
  RequestChoice choice;
  choice.methods_ = methods_of(options);
  choice.path_ = options.get_or<std::string>("path", "/");
  choice.share_ = options.get_or<double>("share", 1);
  return choice;
}

bool RequestChoice::takes_method(std::string_view method) const {
  return methods_.empty() || std::find(methods_.begin(), methods_.end(), method) != methods_.end();
}

bool RequestChoice::chooses(std::string_view method, std::string_view target,
                            Random& random) const {
  if (!takes_method(method) || !path_of_target(target).starts_with(path_)) return false;
  return random.uniform() < share_;
}

std::optional<OptionMistake> request_choice_mistake(const Options& options) {
  for (const std::string& method : methods_of(options)) {
    const bool written =
        !method.empty() && std::all_of(method.begin(), method.end(), is_upper_letter);
    // Services may use methods of their own.
    const std::string near = known_method_near(method);
    if (written && near.empty()) continue;
    if (written) {
      return OptionMistake{"method", fmt::format("there is no method '{}'", method),
                           fmt::format("did you mean '{}'?", near)};
    }
    return OptionMistake{"method", fmt::format("'{}' is no method", method),
                         "write capital letters: method = \"GET\" or [\"PUT\", \"POST\"]"};
  }
  const auto path = options.get_or<std::string>("path", "/");
  if (path.starts_with('/') && path.find(' ') == path.npos && count_controls(path) == 0) {
    return std::nullopt;
  }
  return OptionMistake{"path", fmt::format("no request's path begins with '{}'", path),
                       "write path = \"/items/\": the beginning of the path, no host and no "
                       "regular expression"};
}

}  // namespace squall

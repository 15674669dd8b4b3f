#include "harness/cli/usage_error.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <charconv>
#include <utility>
#include <vector>

#include "harness/cli/command_names.h"
#include "harness/core/text.h"
#include "harness/scenario/findings.h"

namespace squall {
namespace {

// The command that was reached, and those that it is one of: "squall", "baseline", "update".
std::vector<const CLI::App*> chosen(const CLI::App& app) {
  std::vector<const CLI::App*> chain{&app};
  while (!chain.back()->get_subcommands().empty()) {
    chain.push_back(chain.back()->get_subcommands().front());
  }
  return chain;
}

std::string name_of(const std::vector<const CLI::App*>& chain) {
  std::string name;
  for (const CLI::App* app : chain) name += (name.empty() ? "" : " ") + app->get_name();
  return name;
}

void no_command(const std::vector<const CLI::App*>& chain, const std::vector<std::string>& left,
                UsageError& error) {
  error.what = left.empty() ? fmt::format("{} needs a command", name_of(chain))
                            : fmt::format("{} has no command '{}'", name_of(chain), left.front());
  error.hint =
      suggestion(left.empty() ? "" : left.front(), command_names(*chain.back()), "commands");
}

void too_much(const std::vector<const CLI::App*>& chain, const std::vector<std::string>& left,
              UsageError& error) {
  const std::string& first = left.front();
  if (!first.starts_with('-')) {
    error.what = fmt::format("{} does not expect '{}'", name_of(chain), first);
    return;
  }
  const std::string option = first.substr(0, first.find('='));
  error.what = fmt::format("{} has no option '{}'", name_of(chain), option);
  std::vector<std::string> names;  // Of the command and of those above it.
  for (const CLI::App* app : chain) {
    for (std::string& name : option_names(*app)) names.push_back(std::move(name));
  }
  const std::string near = nearest_name(option, names);
  if (!near.empty()) error.hint = fmt::format("did you mean '{}'?", near);
}

// "folders is required" and the like.
std::string in_words(const std::string& command, std::string what) {
  constexpr std::string_view kRequired = " is required", kConvert = "Could not convert: ";
  if (what.ends_with(kRequired)) {
    what.resize(what.size() - kRequired.size());
    return fmt::format("{} needs {}", command, what);
  }
  if (what.starts_with(kConvert)) {
    what.erase(0, kConvert.size());
    const std::size_t equals = what.find(" = ");
    if (equals != what.npos) {
      return fmt::format("{}: '{}' cannot be its value", what.substr(0, equals),
                         what.substr(equals + 3));
    }
  }
  return what;
}

}  // namespace

UsageError usage_error(const CLI::App& app, const CLI::ParseError& error) {
  const std::vector<const CLI::App*> chain = chosen(app);
  UsageError result;
  result.help = name_of(chain) + " --help";
  const std::vector<std::string> left = app.remaining(true);
  const auto is = [&](CLI::ExitCodes code) {
    return error.get_exit_code() == static_cast<int>(code);
  };
  const bool needs_command = !command_names(*chain.back()).empty();
  const bool lacks_command = needs_command && is(CLI::ExitCodes::RequiredError);
  if (!left.empty() && (is(CLI::ExitCodes::ExtrasError) || left.front().starts_with('-'))) {
    too_much(chain, left, result);
  } else if (lacks_command) {
    no_command(chain, left, result);
  } else {
    result.what = in_words(name_of(chain), error.what());
  }
  return result;
}

CLI::Validator positive_number() {
  return CLI::Validator(
      [](const std::string& text) -> std::string {
        long long number = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
        const bool whole = error == std::errc() && end == text.data() + text.size();
        return whole && number > 0 ? "" : fmt::format("'{}' is not a whole number above 0", text);
      },
      "POSITIVE");
}

CLI::Validator not_negative() {
  return CLI::Validator(
      [](const std::string& text) -> std::string {
        return text.starts_with('-') ? fmt::format("'{}' is below 0", text) : std::string();
      },
      "");
}

}  // namespace squall

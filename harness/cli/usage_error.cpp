#include "harness/cli/usage_error.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <charconv>
#include <vector>

#include "harness/core/text.h"

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

std::vector<std::string> commands_of(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands(nullptr)) {
    const bool hidden = command->get_group().empty();
    if (!hidden) names.push_back(command->get_name());
  }
  return names;
}

// "--repeat", of the command and of those above it.
std::vector<std::string> options_of(const std::vector<const CLI::App*>& chain) {
  std::vector<std::string> names;
  for (const CLI::App* app : chain) {
    for (const CLI::Option* option : app->get_options()) {
      for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
    }
  }
  return names;
}

std::string did_you_mean(const std::string& near) {
  return near.empty() ? "" : fmt::format("did you mean '{}'?", near);
}

void no_command(const std::vector<const CLI::App*>& chain, const std::vector<std::string>& left,
                UsageError& error) {
  const std::vector<std::string> commands = commands_of(*chain.back());
  error.what = left.empty() ? fmt::format("{} needs a command", name_of(chain))
                            : fmt::format("{} has no command '{}'", name_of(chain), left.front());
  if (!left.empty()) error.hint = did_you_mean(nearest_name(left.front(), commands));
  if (error.hint.empty()) error.hint = "commands are " + join_names(commands);
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
  error.hint = did_you_mean(nearest_name(option, options_of(chain)));
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
  const bool needs_command = !commands_of(*chain.back()).empty();
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

}  // namespace squall

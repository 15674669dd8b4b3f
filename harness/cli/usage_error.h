// What is wrong with a command line, in words that say what to write instead.
#pragma once

#include <string>

namespace CLI {
class App;
class ParseError;
class Validator;
}  // namespace CLI

namespace squall {

struct UsageError {
  std::string what;  ///< "squall has no command 'chek'"
  std::string hint;  ///< "did you mean 'check'?"; empty: the help is all that there is to say.
  std::string help;  ///< "squall run --help"
};

/// Of the arguments that `app` could not parse, by the error that it threw.
UsageError usage_error(const CLI::App& app, const CLI::ParseError& error);

/// For options: a whole number of 1 or more.
CLI::Validator positive_number();

/// For options that hold what is never below 0: else "-1" would be taken for a very large number.
CLI::Validator not_negative();

}  // namespace squall

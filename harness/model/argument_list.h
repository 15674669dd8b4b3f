// Lists of a program and its arguments, in files.
#pragma once

#include <optional>
#include <string_view>

#include "harness/model/kind.h"

namespace squall {

/// A whole command line in one word: there is no shell that would take it apart. Of the option
/// `name`, a list of strings.
std::optional<OptionMistake> mistake_in_arguments(const Options& options, std::string_view name);

/// The same of its only word: what to write instead; empty: nothing is wrong.
std::string split_arguments(std::string_view name, std::string_view word);

}  // namespace squall

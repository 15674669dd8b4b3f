#include "harness/model/argument_list.h"

#include <fmt/format.h>

#include <filesystem>
#include <string>
#include <vector>

#include "harness/core/text.h"
#include "harness/model/value.h"

namespace squall {

std::string split_arguments(std::string_view name, std::string_view word) {
  std::error_code ignored;
  if (word.find(' ') == word.npos || std::filesystem::exists(word, ignored)) return "";
  std::vector<std::string> words;
  for (const std::string& each : split(trim(word), ' ')) {
    if (!each.empty()) words.push_back(fmt::format("\"{}\"", each));
  }
  return fmt::format("there is no shell; write {} = [{}]", name, fmt::join(words, ", "));
}

std::optional<OptionMistake> mistake_in_arguments(const Options& options, std::string_view name) {
  const auto list = options.get_or<ValueList>(name, {});
  const auto* word = list.size() == 1 ? std::get_if<std::string>(&list.front().data) : nullptr;
  std::string hint = word == nullptr ? "" : split_arguments(name, *word);
  if (hint.empty()) return std::nullopt;
  return OptionMistake{name, fmt::format("'{}' is one word: '{}'", name, *word), std::move(hint)};
}

}  // namespace squall

// Options that hold {references}.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/core/error.h"
#include "harness/core/template.h"
#include "harness/model/value.h"

namespace squall {

/// The option's text with its references resolved; empty if it was not given.
inline Result<std::string> rendered(const Options& options, std::string_view name,
                                    const Template::Lookup& lookup) {
  return Template(options.get_or<std::string>(name, {})).render(lookup);
}

/// The same of every value of a kStringMap, in their order.
inline Result<std::vector<std::pair<std::string, std::string>>> rendered_map(
    const Options& options, std::string_view name, const Template::Lookup& lookup) {
  std::vector<std::pair<std::string, std::string>> all;
  for (const auto& [key, value] : options.get_or<ValueTable>(name, {})) {
    auto text = Template(std::get<std::string>(value.data)).render(lookup);
    if (!text) return tl::unexpected(text.error());
    all.emplace_back(key, std::move(*text));
  }
  return all;
}

}  // namespace squall

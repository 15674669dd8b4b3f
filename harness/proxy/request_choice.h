// Which requests an HTTP toxic chooses: the options that all of them have.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/random.h"
#include "harness/model/kind.h"
#include "harness/model/value.h"

namespace squall {

inline constexpr std::array<Option, 3> kRequestChoiceOptions{{
    {.name = "method",
     .type = OptionType::kStrings,
     .summary = "Of the requests that it is for: \"GET\", or a list; without it, all."},
    {.name = "path",
     .summary = "How their paths begin, letter by letter, a query included.",
     .fallback = "/"},
    {.name = "share",
     .type = OptionType::kNumber,
     .summary = "Of these requests, drawn for each.",
     .fallback = "1.0",
     .maximum = 1},
}};

class RequestChoice {
 public:
  static RequestChoice compile(const Options& options);

  /// `target` as it stands in the request line. Draws for a request that fits only.
  bool chooses(std::string_view method, std::string_view target, Random& random) const;

  bool takes_method(std::string_view method) const;
  const std::string& path() const { return path_; }
  double share() const { return share_; }

 private:
  std::vector<std::string> methods_;  ///< Empty: all.
  std::string path_ = "/";
  double share_ = 1;
};

/// What no request could be like.
std::optional<OptionMistake> request_choice_mistake(const Options& options);

}  // namespace squall

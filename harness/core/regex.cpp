#include "harness/core/regex.h"

#include <fmt/format.h>

// The bound on the work of one search: some 50 ms. (Boost's own is 20 times as much.)
#define BOOST_REGEX_MAX_STATE_COUNT 5000000
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wold-style-cast"  // A macro of ours in a cast of theirs.
#include <boost/regex.hpp>
#pragma GCC diagnostic pop

#include <string>

namespace squall {
namespace {

constexpr std::size_t kMaxText = std::size_t{1} << 20;

}  // namespace

struct Regex::Compiled {
  std::string pattern;
  boost::regex regex;

  std::optional<boost::cmatch> search(std::string_view text) const {
    text = text.substr(0, kMaxText);
    boost::cmatch match;
    try {
      if (boost::regex_search(text.data(), text.data() + text.size(), match, regex)) return match;
    } catch (const std::runtime_error&) {
      // Too much work: see the header.
    }
    return std::nullopt;
  }
};

Result<Regex> Regex::compile(std::string_view pattern) {
  auto compiled = std::make_shared<Compiled>();
  compiled->pattern = pattern;
  const auto flags = boost::regex::ECMAScript | boost::regex::no_except;
  // Of our copy, which ends with a NUL: at the end of "[\" the parser reads on.
  const std::string& copy = compiled->pattern;
  compiled->regex.assign(copy.data(), copy.data() + copy.size(), flags);
  if (compiled->regex.status() != 0) {
    return fail(fmt::format("'{}' is not a regular expression (ECMAScript)", pattern));
  }
  Regex regex;
  regex.compiled_ = std::move(compiled);
  return regex;
}

bool Regex::found_in(std::string_view text) const { return compiled_->search(text).has_value(); }

std::optional<std::string_view> Regex::capture(std::string_view text) const {
  const auto match = compiled_->search(text);
  if (!match) return std::nullopt;
  const auto& group = match->size() > 1 && (*match)[1].matched ? (*match)[1] : (*match)[0];
  return std::string_view(group.first, static_cast<std::size_t>(group.length()));
}

std::string_view Regex::pattern() const { return compiled_->pattern; }

}  // namespace squall

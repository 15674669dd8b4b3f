#include "harness/load/keys.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "harness/core/hash.h"
#include "harness/core/text.h"

namespace squall {
namespace {

// Key i (from 0) has weight 1 / (i + 1)^exponent.
std::vector<double> zipf_shares(std::size_t count, double exponent) {
  std::vector<double> cumulative(count);
  double sum = 0;
  for (std::size_t i = 0; i < count; ++i) {
    sum += std::pow(static_cast<double>(i + 1), -exponent);
    cumulative[i] = sum;
  }
  for (double& share : cumulative) share /= sum;
  return cumulative;
}

}  // namespace

Result<std::vector<std::string>> texts_of_keys(const KeySpace& space,
                                               std::span<const KeyList> lists,
                                               const Template::Lookup& lookup) {
  std::vector<std::string> texts;
  if (space.from.empty()) {
    for (int n = 0; n < space.count; ++n) {
      const auto text =
          space.generate.render([&](std::string_view name) -> std::optional<std::string> {
            if (name == "n") return std::to_string(n);
            return lookup ? lookup(name) : std::nullopt;
          });
      if (!text) return tl::unexpected(text.error());
      texts.push_back(*text);
    }
    return texts;
  }
  std::vector<std::string> names;
  for (const KeyList& list : lists) {
    if (list.name == space.from) return list.values;
    names.push_back(list.name);
  }
  return fail(
      fmt::format("no list of keys is called '{}'; there are: {}", space.from, join_names(names)));
}

Result<Keys> Keys::make(const KeySpace& space, std::span<const KeyList> lists, Random random,
                        const Template::Lookup& lookup) {
  auto texts = texts_of_keys(space, lists, lookup);
  if (!texts) return tl::unexpected(texts.error());
  if (texts->empty()) return fail("the key space is empty");
  Keys keys(space, random);
  keys.keys_.reserve(texts->size());
  for (std::string& text : *texts) {
    const std::uint64_t hash = hash64(text);
    keys.keys_.push_back({std::move(text), hash});
  }
  if (space.distribution == KeySpace::Distribution::kZipf) {
    keys.cumulative_ = zipf_shares(keys.size(), space.exponent);
  }
  return keys;
}

void Keys::deal_out(std::uint32_t users) {
  if (partition_) positions_.assign(users, 0);
}

const Keys::Key& Keys::next(std::uint32_t user) {
  const std::size_t spaces = positions_.size();
  const std::size_t space = user % spaces;
  // The first spaces have one key more where the keys cannot be dealt out evenly.
  const std::size_t count = keys_.size() / spaces + (space < keys_.size() % spaces ? 1 : 0);
  const std::size_t drawn = draw(count, positions_[space]) * spaces + space;
  return keys_[per_user_ ? user % keys_.size() : drawn];
}

std::size_t Keys::draw(std::size_t count, std::size_t& position) {
  switch (distribution_) {
    case KeySpace::Distribution::kSequential: {
      const std::size_t key = position;
      position = position + 1 == count ? 0 : position + 1;
      return key;
    }
    case KeySpace::Distribution::kZipf: {
      // The shares of the first keys, whatever there is behind them, are Zipf's as well.
      const auto end = cumulative_.begin() + static_cast<std::ptrdiff_t>(count);
      const double share = random_.uniform() * cumulative_[count - 1];
      const auto at = std::upper_bound(cumulative_.begin(), end, share);
      return std::min(static_cast<std::size_t>(at - cumulative_.begin()), count - 1);
    }
    case KeySpace::Distribution::kUniform:
      break;
  }
  return random_.below(count);
}

}  // namespace squall

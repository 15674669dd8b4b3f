// Where an iteration's {key} comes from: a list or a generated set, and how it is drawn.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "harness/core/error.h"
#include "harness/core/random.h"
#include "harness/core/template.h"
#include "harness/model/workload.h"

namespace squall {

/// All keys of a space, in their order. `lookup` resolves references of `generate` other than {n}.
Result<std::vector<std::string>> texts_of_keys(const KeySpace& space,
                                               std::span<const KeyList> lists,
                                               const Template::Lookup& lookup);

class Keys {
 public:
  struct Key {
    std::string text;
    std::uint64_t hash = 0;  ///< hash64(text)
  };

  /// `lookup` resolves references of `generate` other than {n}.
  static Result<Keys> make(const KeySpace& space, std::span<const KeyList> lists, Random random,
                           const Template::Lookup& lookup);

  /// With `partition`, the keys are dealt out to so many users: user n has every key i with
  /// i modulo users = n. There must be at least as many keys as users.
  void deal_out(std::uint32_t users);

  /// The next iteration's key. Every call draws, also where the user decides, so that the keys of
  /// later iterations do not depend on it.
  const Key& next(std::uint32_t user);

  std::size_t size() const { return keys_.size(); }
  bool per_user() const { return per_user_; }
  /// Whether every user needs a key that no other has.
  bool exclusive() const { return per_user_ || partition_; }

 private:
  Keys(const KeySpace& space, Random random)
      : distribution_(space.distribution),
        per_user_(space.per_user),
        partition_(space.partition),
        random_(random) {}

  /// A position among `count` keys: all of them, or those of a user.
  std::size_t draw(std::size_t count, std::size_t& position);

  KeySpace::Distribution distribution_;
  bool per_user_;
  bool partition_;
  Random random_;
  std::vector<Key> keys_;
  std::vector<double> cumulative_;            ///< Zipf: the share of keys 0 to i.
  std::vector<std::size_t> positions_ = {0};  ///< Sequential: the next one, for each key space.
};

}  // namespace squall

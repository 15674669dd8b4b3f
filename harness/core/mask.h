// Keeps secrets out of everything that is written down.
#pragma once

#include <array>
#include <cstdint>
#include <list>
#include <map>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace squall {

/// Whether a header of this name carries a secret: Authorization, Cookie and their like.
bool is_confidential_header(std::string_view name);

/// Lines of a request or an answer ("Name: value") with the values of confidential headers replaced
/// by `***`. The scheme of an Authorization, and names and attributes of cookies, stay.
std::string mask_headers(std::string_view lines);

/// Replaces every occurrence of a known secret by `***`. Thread-safe; secrets can be added while
/// others mask. A text without secrets costs one table look-up a byte.
///
/// Each secret is also known percent-encoded and JSON-escaped, as it stands in URLs, forms and
/// bodies. Secrets shorter than kMinLength are not masked: they would be found by chance in every
/// second line.
class SecretMask {
 public:
  static constexpr std::size_t kMinLength = 4;
  static constexpr std::size_t kMaxCaptured = 4096;

  /// A secret of the run (an environment value, a password): known until the end. False if it is
  /// too short to be masked.
  bool add(std::string_view secret);

  /// A secret that an answer held (a token): the newest kMaxCaptured are known.
  bool add_captured(std::string_view secret);

  /// `text` with every known secret replaced; where several begin at one place, the longest.
  std::string mask(std::string_view text) const;

  /// Whether `text` holds a known secret.
  bool holds_secret(std::string_view text) const;

  /// Whether there were more captured secrets than are known: a text of earlier may hold one.
  bool has_forgotten() const;

  /// Every known secret, in all the forms that are masked.
  std::vector<std::string> values() const;

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const;
  };
  struct Entry {
    bool captured = false;
    std::list<std::string>::iterator age;  ///< In `newest_`; only where captured.
  };

  void insert(std::string text, bool captured);
  void count(std::string_view text, int change);
  std::size_t match_at(std::string_view text, std::size_t position) const;

  mutable std::shared_mutex mutex_;
  bool forgotten_ = false;
  std::unordered_map<std::string, Entry, Hash, std::equal_to<>> entries_;
  std::list<std::string> newest_;               ///< Captured ones, newest first.
  std::map<std::size_t, std::size_t> lengths_;  ///< Length to number of entries.
  std::array<std::uint16_t, 4096> openings_{};  ///< Entries by the hash of their first bytes.
};

}  // namespace squall

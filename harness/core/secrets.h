// The secrets of a run, and their removal from whatever is about to be written.
#pragma once

#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace squall {

/// Thread-safe. Values shorter than four bytes are not taken: masking them would shred the text.
class Secrets {
 public:
  void add(std::string value);

  /// `text` with every secret replaced by "***", longer secrets first; also where a secret stands
  /// percent-encoded or as the inside of a JSON string.
  std::string mask(std::string_view text) const;

  /// Everything that `mask` replaces, longest first.
  std::vector<std::string> values() const;

 private:
  mutable std::mutex mutex_;
  std::vector<std::string> values_;
};

}  // namespace squall

// A log that grows while it is read: its lines, each once.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace squall {

/// Puts bytes that come in pieces together to lines. A line longer than kLongest goes on as
/// another one, so that memory is bounded; "\r" at its end is left out.
class LineAssembler {
 public:
  static constexpr std::size_t kLongest = std::size_t{16} << 10;
  using Visit = std::function<void(std::string_view line)>;

  /// Calls `visit` for every line that `bytes` end.
  void feed(std::string_view bytes, const Visit& visit);

 private:
  std::string open_;  ///< The beginning of a line that has not ended yet.
};

/// Reads a file from where it stopped the last time. One that became shorter, or another one under
/// its name, is read from its beginning.
class LogReader {
 public:
  /// The most that one call reads; the next one goes on.
  static constexpr std::int64_t kMostAtOnce = std::int64_t{32} << 20;
  using GoOn = std::function<bool()>;

  /// Passes over what there is now.
  void skip(const std::string& path);
  /// Asks every 64 KiB whether to go on; the next call begins where this one stopped. False: there
  /// is no such file (any more).
  bool read(const std::string& path, const LineAssembler::Visit& visit, const GoOn& go_on);

 private:
  ino_t file_ = 0;
  std::int64_t offset_ = 0;
  LineAssembler lines_;
};

}  // namespace squall

// What a person sees while a run goes on.
#pragma once

#include <cstdio>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "harness/core/time.h"

namespace squall {

/// Lines of what happened, and below them how it goes. On a terminal the latter is some lines that
/// are rewritten in place; elsewhere it is one, printed every `kPlainInterval`. Thread-safe.
class Progress {
 public:
  enum class Mode {
    kQuiet,
    kPlain,
    kTerminal,
    kOnlyStatus,  ///< A terminal, and nothing but the line of how it goes.
  };
  static constexpr Nanoseconds kPlainInterval = std::chrono::seconds(5);

  /// `prefix` stands before each line of how it goes.
  Progress(std::FILE* stream, Mode mode, bool colour, std::string prefix = {});
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// Something happened: printed once, and stays.
  void happened(const std::string& line);
  /// How it goes, in some lines of at most so many columns each, for a terminal with room for them.
  using View = std::function<std::vector<std::string>(std::size_t columns, bool colour)>;

  /// How it goes: call it as often as there is news. `view`, if there is one, is asked where more
  /// than one line can be shown.
  void status(const std::string& line, const View& view = {});
  /// Takes the status line away, as before other output.
  void clear();

  bool colour() const { return colour_; }
  Mode mode() const { return mode_; }

 private:
  void erase();
  void draw();

  std::FILE* stream_;
  Mode mode_;
  bool colour_;
  const std::string prefix_;
  std::mutex mutex_;
  std::vector<std::string> status_;
  std::size_t shown_ = 0;  // So many lines of it stand on the terminal, the cursor in the last.
  SteadyTime last_plain_{};
};

}  // namespace squall

// What a person sees while a run goes on.
#pragma once

#include <cstdio>
#include <mutex>
#include <string>

#include "harness/core/time.h"

namespace squall {

/// Lines of what happened, and one line of how it goes. On a terminal the latter is rewritten in
/// place; elsewhere it is printed every `kPlainInterval`. Thread-safe.
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
  /// How it goes: call it as often as there is news.
  void status(const std::string& line);
  /// Takes the status line away, as before other output.
  void clear();

  bool colour() const { return colour_; }
  Mode mode() const { return mode_; }

 private:
  std::FILE* stream_;
  Mode mode_;
  bool colour_;
  const std::string prefix_;
  std::mutex mutex_;
  bool shown_ = false;  // A status line stands on the terminal.
  std::string status_;
  SteadyTime last_plain_{};
};

}  // namespace squall

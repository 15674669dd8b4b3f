#include "harness/run/progress.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

namespace squall {
namespace {

constexpr const char* kEraseLine = "\r\x1b[2K";

// A status line that wraps cannot be rewritten: cut it to the terminal's width.
std::string fit(const std::string& line, std::FILE* stream) {
  winsize size{};
  const bool known = ioctl(fileno(stream), TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  const std::size_t columns = known ? size.ws_col : 80;
  std::size_t seen = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if ((static_cast<unsigned char>(line[i]) & 0xc0) == 0x80) continue;
    if (++seen >= columns) return line.substr(0, i);
  }
  return line;
}

}  // namespace

Progress::Progress(std::FILE* stream, Mode mode, bool colour, std::string prefix)
    : stream_(stream), mode_(mode), colour_(colour), prefix_(std::move(prefix)) {}

Progress::~Progress() { clear(); }

void Progress::happened(const std::string& line) {
  if (mode_ == Mode::kQuiet || mode_ == Mode::kOnlyStatus) return;
  const std::lock_guard lock(mutex_);
  if (shown_) fmt::print(stream_, "{}", kEraseLine);
  fmt::print(stream_, "{}\n", line);
  if (shown_) fmt::print(stream_, "{}", fit(status_, stream_));
  std::fflush(stream_);
}

void Progress::status(const std::string& line) {
  if (mode_ == Mode::kQuiet) return;
  const std::lock_guard lock(mutex_);
  status_ = prefix_ + line;
  if (mode_ != Mode::kPlain) {
    fmt::print(stream_, "{}{}", kEraseLine, fit(status_, stream_));
    shown_ = true;
  } else {
    const SteadyTime now = steady_now();
    if (now - last_plain_ < kPlainInterval) return;
    last_plain_ = now;
    fmt::print(stream_, "{}\n", status_);
  }
  std::fflush(stream_);
}

void Progress::clear() {
  const std::lock_guard lock(mutex_);
  if (!shown_) return;
  fmt::print(stream_, "{}", kEraseLine);
  std::fflush(stream_);
  shown_ = false;
}

}  // namespace squall

#include "harness/run/progress.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "harness/core/columns.h"

namespace squall {
namespace {

// For less the foot of the terminal would be most of it.
constexpr unsigned kRowsForView = 12;

struct Room {
  std::size_t columns = 80;
  unsigned rows = 24;
};

Room room_of(std::FILE* stream) {
  winsize size{};
  if (ioctl(fileno(stream), TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return {};
  return {size.ws_col, size.ws_row};
}

// A line that wraps cannot be rewritten: cut it to less than the terminal's width.
std::string fit(const std::string& line, std::size_t columns) {
  std::size_t left = columns - 1;
  return std::string(take_columns(line, left));
}

}  // namespace

Progress::Progress(std::FILE* stream, Mode mode, bool colour, std::string prefix)
    : stream_(stream), mode_(mode), colour_(colour), prefix_(std::move(prefix)) {}

Progress::~Progress() { clear(); }

void Progress::happened(const std::string& line) {
  if (mode_ == Mode::kQuiet || mode_ == Mode::kOnlyStatus) return;
  const std::lock_guard lock(mutex_);
  const bool shown = shown_ > 0;
  erase();
  fmt::print(stream_, "{}\n", line);
  if (shown) draw();
  std::fflush(stream_);
}

void Progress::status(const std::string& line, const View& view) {
  if (mode_ == Mode::kQuiet) return;
  const std::lock_guard lock(mutex_);
  if (mode_ == Mode::kPlain) {
    const SteadyTime now = steady_now();
    if (now - last_plain_ < kPlainInterval) return;
    last_plain_ = now;
    fmt::print(stream_, "{}{}\n", prefix_, line);
  } else {
    const Room room = room_of(stream_);
    const bool whole = view && mode_ == Mode::kTerminal && room.rows >= kRowsForView;
    erase();
    if (whole) status_ = view(room.columns - 1, colour_);
    if (!whole) status_ = {fit(prefix_ + line, room.columns)};
    draw();
  }
  std::fflush(stream_);
}

void Progress::clear() {
  const std::lock_guard lock(mutex_);
  erase();
  std::fflush(stream_);
}

// From the cursor's line up to the first of the status, and everything below.
void Progress::erase() {
  if (shown_ == 0) return;
  if (shown_ > 1) fmt::print(stream_, "\x1b[{}A", shown_ - 1);
  fmt::print(stream_, "\r\x1b[J");
  shown_ = 0;
}

void Progress::draw() {
  fmt::print(stream_, "{}", fmt::join(status_, "\n"));
  shown_ = status_.size();
}

}  // namespace squall

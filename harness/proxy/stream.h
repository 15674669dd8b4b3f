// One direction of one connection: bytes from a source socket to a sink.
//
// Without toxics, what one read brings is written at once; once a read fills the buffer, bytes are
// spliced through a pipe instead and are not copied at all. Nothing is read while the sink takes
// nothing, so that back-pressure reaches the source. With toxics, bytes go through the shaper.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "harness/core/fd.h"
#include "harness/core/timer.h"
#include "harness/proxy/pipe.h"
#include "harness/proxy/shaper.h"

namespace squall {

/// One socket of a session, with what epoll last said of it.
struct SocketState {
  Fd fd;
  bool readable = false;  ///< A read may bring something.
  bool writable = false;  ///< A write may take something.
  bool hung_up = false;   ///< The peer has closed its side, or worse: reads end with 0.
};

/// What all streams of a proxy share; of its thread.
struct StreamContext {
  EventLoop& loop;
  PipePool pipes{};
  std::array<char, std::size_t{64} << 10> buffer{};
  std::uint64_t reads = 0;  ///< That brought bytes.
};

/// Bytes that a link moved in one direction, counted where they leave the proxy.
struct Moved {
  std::uint64_t bytes = 0;
};

class Stream {
 public:
  /// The most that toxics may hold: about what TCP's own buffers would.
  static constexpr std::size_t kMostHeld = std::size_t{4} << 20;

  enum class State {
    kOpen,
    kEnded,  ///< The source's end was passed on to the sink.
    kClose,  ///< The connection is to be closed, …
    kReset,  ///< … or to be reset.
  };

  Stream(StreamContext& context, SocketState& source, SocketState& sink, Moved& moved)
      : context_(context), source_(source), sink_(sink), moved_(moved), again_(context.loop) {}

  /// Moves what can be moved now. `wake` is called when there is more to do later.
  template <typename Wake>
  State advance(Wake wake) {
    const State state = move();
    if (state == State::kOpen) {
      const SteadyTime due = next_due();
      if (due != kAtNoTime) again_.start(due, wake);
    }
    return state;
  }

  void add_toxic(int id, std::unique_ptr<Toxic> toxic, Touched& touched);
  void remove_toxic(int id);

  /// When it last read bytes, counted in all streams' reads; 0: never.
  std::uint64_t last_read() const { return last_read_; }

 private:
  enum class Outcome { kProgress, kBlocked };

  State move();
  SteadyTime next_due() const;
  bool flush();
  bool flush_pending();
  bool flush_pipe();
  Outcome read_some();
  Outcome copy_some();
  Outcome splice_some();
  Outcome failed_read(int error);
  void write_failed(int error);
  void end_source(Then how);
  void leave_pipe();
  std::string unsent();

  StreamContext& context_;
  SocketState& source_;
  SocketState& sink_;
  Moved& moved_;
  Timer again_;
  Shaper shaper_;
  std::string pending_;     ///< Bytes that the sink did not take yet,
  std::size_t offset_ = 0;  ///< from here on.
  std::unique_ptr<Pipe> pipe_;
  std::uint64_t last_read_ = 0;
  std::size_t burst_ = 0;    ///< Bytes spliced since the source last had nothing.
  bool unfinished_ = false;  ///< The turn's budget was used up.
  std::optional<Then> source_end_;
  State state_ = State::kOpen;
};

}  // namespace squall

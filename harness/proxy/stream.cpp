#include "harness/proxy/stream.h"

#include <fcntl.h>
#include <sys/socket.h>

#include <cerrno>

namespace squall {
namespace {

// What one stream may move before others have their turn.
constexpr std::size_t kBudget = std::size_t{2} << 20;
// With bursts smaller than this, a pipe costs more than it saves.
constexpr std::size_t kWorthPipe = std::size_t{32} << 10;

}  // namespace

SteadyTime Stream::next_due() const {
  if (unfinished_) return SteadyTime{};
  return shaper_.next_due();
}

Stream::State Stream::move() {
  if (state_ != State::kOpen) return state_;
  unfinished_ = false;
  const std::uint64_t limit = moved_.bytes + kBudget;
  Outcome last = Outcome::kProgress;
  while (state_ == State::kOpen) {
    if (!shaper_.empty()) shaper_.advance(steady_now());
    if (shaper_.verdict()) {
      const bool flushed = flush();
      if (*shaper_.verdict() == Then::kReset) {
        state_ = State::kReset;
      } else if (flushed) {
        state_ = State::kClose;
      }
      break;
    }
    if (!flush() || last == Outcome::kBlocked) break;
    if (moved_.bytes >= limit) {
      unfinished_ = true;
      break;
    }
    last = read_some();
  }
  return state_;
}

// Whether all that may leave has left; false also when nothing more can.
bool Stream::flush() {
  while (state_ == State::kOpen) {
    if (!flush_pending() || !flush_pipe()) return false;
    auto& out = shaper_.out();
    if (out.empty()) break;
    pending_ = std::move(out.front());
    offset_ = 0;
    out.pop_front();
  }
  const auto end = source_end_ ? source_end_ : shaper_.source_end();
  if (end && state_ == State::kOpen) {
    if (*end == Then::kReset) {
      state_ = State::kReset;
    } else {
      ::shutdown(sink_.fd.get(), SHUT_WR);
      state_ = State::kEnded;
    }
  }
  return state_ == State::kOpen;
}

bool Stream::flush_pending() {
  while (offset_ < pending_.size()) {
    if (!sink_.writable) return false;
    const ssize_t sent =
        ::send(sink_.fd.get(), pending_.data() + offset_, pending_.size() - offset_, MSG_NOSIGNAL);
    if (sent < 0) {
      write_failed(errno);
      return false;
    }
    offset_ += static_cast<std::size_t>(sent);
    moved_.bytes += static_cast<std::uint64_t>(sent);
  }
  pending_.clear();
  offset_ = 0;
  return true;
}

bool Stream::flush_pipe() {
  while (pipe_ != nullptr && pipe_->held > 0) {
    if (!sink_.writable) return false;
    const ssize_t sent = ::splice(pipe_->read.get(), nullptr, sink_.fd.get(), nullptr, pipe_->held,
                                  SPLICE_F_MOVE | SPLICE_F_NONBLOCK);
    if (sent <= 0) {
      write_failed(sent == 0 ? EPIPE : errno);
      return false;
    }
    pipe_->held -= static_cast<std::size_t>(sent);
    moved_.bytes += static_cast<std::uint64_t>(sent);
  }
  return true;
}

void Stream::write_failed(int error) {
  if (error == EAGAIN || error == EWOULDBLOCK) {
    sink_.writable = false;
  } else if (error != EINTR) {
    state_ = State::kReset;  // Nobody is there to take it.
  }
}

Stream::Outcome Stream::read_some() {
  const bool over = source_end_ || shaper_.source_end() || !source_.readable;
  if (over || shaper_.held_bytes() > kMostHeld) return Outcome::kBlocked;
  return pipe_ != nullptr && shaper_.empty() ? splice_some() : copy_some();
}

Stream::Outcome Stream::copy_some() {
  auto& buffer = context_.buffer;
  const ssize_t got = ::recv(source_.fd.get(), buffer.data(), buffer.size(), 0);
  if (got < 0) return failed_read(errno);
  if (got == 0) {
    end_source(Then::kClose);
    return Outcome::kProgress;
  }
  last_read_ = ++context_.reads;
  const auto count = static_cast<std::size_t>(got);
  // A read that does not fill the buffer has emptied the socket; the next byte is a new event.
  if (count < buffer.size() && !source_.hung_up) source_.readable = false;
  if (!shaper_.empty()) {
    shaper_.push({buffer.data(), count}, steady_now());
    return Outcome::kProgress;
  }
  ssize_t sent = 0;
  if (sink_.writable) {
    sent = ::send(sink_.fd.get(), buffer.data(), count, MSG_NOSIGNAL);
    if (sent < 0) write_failed(errno);
    if (state_ != State::kOpen) return Outcome::kBlocked;
    sent = sent < 0 ? 0 : sent;
    moved_.bytes += static_cast<std::uint64_t>(sent);
  }
  const auto rest = static_cast<std::size_t>(sent);
  if (rest < count) {
    pending_.assign(buffer.data() + rest, count - rest);
    offset_ = 0;
  }
  if (count == buffer.size()) pipe_ = context_.pipes.take();
  return Outcome::kProgress;
}

Stream::Outcome Stream::splice_some() {
  const ssize_t got = ::splice(source_.fd.get(), nullptr, pipe_->write.get(), nullptr,
                               PipePool::kBytes, SPLICE_F_MOVE | SPLICE_F_NONBLOCK);
  if (got > 0) {
    last_read_ = ++context_.reads;
    pipe_->held += static_cast<std::size_t>(got);
    burst_ += static_cast<std::size_t>(got);
    return Outcome::kProgress;
  }
  const int error = errno;
  if (burst_ < kWorthPipe || got == 0) leave_pipe();
  burst_ = 0;
  if (got < 0) return failed_read(error);
  end_source(Then::kClose);
  return Outcome::kProgress;
}

Stream::Outcome Stream::failed_read(int error) {
  if (error == EINTR) return Outcome::kProgress;
  if (error == EAGAIN || error == EWOULDBLOCK) {
    source_.readable = false;
    return Outcome::kBlocked;
  }
  end_source(Then::kReset);
  return Outcome::kProgress;
}

void Stream::end_source(Then how) {
  source_.readable = false;
  if (shaper_.empty()) {
    source_end_ = how;
  } else {
    shaper_.push_end(how, steady_now());
  }
}

void Stream::leave_pipe() {
  if (pipe_ != nullptr && pipe_->held == 0) context_.pipes.give_back(std::move(pipe_));
}

// Takes back what has been read and not sent.
std::string Stream::unsent() {
  std::string bytes = pending_.substr(offset_);
  pending_.clear();
  offset_ = 0;
  if (pipe_ != nullptr) {
    const std::size_t before = bytes.size();
    bytes.resize(before + pipe_->held);
    const ssize_t got = ::read(pipe_->read.get(), bytes.data() + before, pipe_->held);
    bytes.resize(before + (got > 0 ? static_cast<std::size_t>(got) : 0));
    pipe_->held = 0;
    leave_pipe();
  }
  for (std::string& passed : shaper_.out()) bytes += passed;
  shaper_.out().clear();
  return bytes;
}

void Stream::add_toxic(int id, std::unique_ptr<Toxic> toxic, Touched& touched) {
  std::string bytes = unsent();
  auto end = shaper_.take_source_end();
  if (source_end_) end = std::exchange(source_end_, std::nullopt);
  shaper_.add(id, std::move(toxic), touched);
  shaper_.push_before_last(std::move(bytes), end, steady_now());
}

void Stream::remove_toxic(int id) { shaper_.remove(id, steady_now()); }

}  // namespace squall

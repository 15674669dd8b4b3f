#include "harness/proxy/answer_changer.h"

#include <algorithm>
#include <utility>

namespace squall {
namespace {

constexpr std::string_view kEndOfHead = "\r\n\r\n";
constexpr std::string_view kVersion = "HTTP/1.";

// Whether `text`, the first bytes of something, can still become an answer.
bool may_be_answer(std::string_view text) {
  const std::size_t size = std::min(text.size(), kVersion.size());
  return text.substr(0, size) == kVersion.substr(0, size);
}

}  // namespace

Release AnswerChanger::next(std::span<char> bytes, SteadyTime arrived) {
  log_->server_spoke();
  if (state_ == State::kBody) return take_body(bytes, arrived);
  if (state_ == State::kBetween) {
    if (log_->open.empty()) log_->lose_step(false);  // Nobody asked for it.
    if (log_->open.empty() || leaving_) return {bytes.size(), arrived};
    parser_.begin(log_->open.front().head, 0);
    state_ = State::kHead;
  }
  return take_head(bytes, arrived);
}

// A head is held until it is whole. `bytes` behind it are left.
Release AnswerChanger::take_head(std::span<char> bytes, SteadyTime arrived) {
  const std::size_t before = held_.size();
  held_.append(bytes.data(), bytes.size());
  const std::size_t end = held_.find(kEndOfHead, before < 3 ? 0 : before - 3);
  if (end == held_.npos) {
    const bool waits = may_be_answer(held_) && held_.size() <= ResponseParser::kMaxHeadBytes;
    if (!waits) return give_up(bytes.size(), arrived);
    return {bytes.size(), arrived, Then::kPass, std::string()};
  }
  held_.resize(end + kEndOfHead.size());
  return judge_head(held_.size() - before, arrived);
}

// `held_` is a head, whose last `taken` bytes have come just now.
Release AnswerChanger::judge_head(std::size_t taken, SteadyTime arrived) {
  const bool switches = held_.size() > 12 && held_.compare(8, 4, " 101") == 0;
  std::string_view head = held_;
  const auto progress = parser_.feed(head);
  const bool tunnel = log_->open.front().connect && parser_.status() / 100 == 2;
  if (switches || tunnel) {
    log_->become_tunnel();
    state_ = State::kBetween;
  } else if (progress == ResponseParser::Progress::kFailed) {
    return give_up(taken, arrived);
  } else if (parser_.status() >= 200) {
    return begin_answer(taken, arrived, progress == ResponseParser::Progress::kMore);
  }
  return {taken, arrived, Then::kPass, std::exchange(held_, {})};  // Also 1xx: more follows.
}

Release AnswerChanger::begin_answer(std::size_t taken, SteadyTime arrived, bool has_body) {
  log_->count_answer();
  change_ = {};
  const Exchange& exchange = log_->open.front();
  if (exchange.chosen && !leaving_) {
    change_ = change_answer_(
        {parser_.status(), held_, parser_.headers(), exchange.head, has_body, parser_.keep_alive()},
        random_);
  }
  if (change_.any() && !change_.cut_after) log_->count_changed();
  std::string instead = change_.head ? std::move(*change_.head) : std::move(held_);
  held_.clear();
  if (change_.body) instead += *change_.body;
  const SteadyTime due = arrived + change_.delay;
  state_ = State::kBody;
  if (!has_body) end_answer();
  if (has_body && change_.cut_after == 0) {
    log_->count_changed();
    return {taken, due, Then::kClose, std::move(instead)};
  }
  return {taken, due, Then::kPass, std::move(instead)};
}

Release AnswerChanger::take_body(std::span<char> bytes, SteadyTime arrived) {
  std::string_view left(bytes.data(), bytes.size());
  const auto progress = parser_.feed(left);
  const bool whole = progress == ResponseParser::Progress::kDone;
  const std::size_t taken = bytes.size() - left.size();
  const SteadyTime due = arrived + change_.delay;
  if (progress == ResponseParser::Progress::kFailed) {
    // What is left of an answer that another one stands for must not be seen.
    if (change_.body) return {bytes.size(), arrived, Then::kClose, std::string()};
    return give_up(bytes.size(), due);
  }
  if (change_.body) {
    if (whole) end_answer();
    return {taken, arrived, Then::kPass, std::string()};
  }
  if (change_.cut_after && !leaving_) {
    const std::size_t passes = std::min<std::uint64_t>(*change_.cut_after, taken - (whole ? 1 : 0));
    *change_.cut_after -= passes;
    if (whole || *change_.cut_after == 0) {
      log_->count_changed();
      return {passes, due, Then::kClose};
    }
  }
  if (whole) end_answer();
  return {taken, due};
}

void AnswerChanger::end_answer() {
  state_ = State::kBetween;
  if (!log_->open.empty()) log_->open.pop_front();
}

// What is held passes as it came, and so does all that follows.
Release AnswerChanger::give_up(std::size_t taken, SteadyTime due) {
  log_->lose_step(true);
  state_ = State::kBetween;
  if (held_.empty()) return {taken, due};
  return {taken, due, Then::kPass, std::exchange(held_, {})};
}

Release AnswerChanger::end(SteadyTime arrived) {
  const SteadyTime due = state_ == State::kBody ? arrived + change_.delay : arrived;
  state_ = State::kBetween;
  Release release{0, due};
  if (!held_.empty()) release.instead = std::exchange(held_, {});
  return release;
}

bool AnswerChanger::leave() {
  leaving_ = true;
  log_->forget();
  return held_.empty() && !(state_ == State::kBody && change_.body);
}

}  // namespace squall

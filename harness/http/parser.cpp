#include "harness/http/parser.h"

#include <algorithm>
#include <charconv>

#include "harness/http/field.h"

namespace squall {
namespace {

constexpr std::size_t kShrinkBytes = std::size_t{64} << 10;
constexpr std::string_view kHeadEnd = "\r\n\r\n";

}  // namespace

void ResponseParser::begin(bool head_request, std::size_t keep_bytes) {
  state_ = State::kHead;
  head_request_ = head_request;
  started_ = keep_alive_ = false;
  status_ = interim_ = 0;
  keep_bytes_ = keep_bytes;
  received_ = 0;
  head_.clear();
  headers_.clear();
  body_.clear();
  if (body_.capacity() > kShrinkBytes) body_.shrink_to_fit();
  error_ = {};
}

ResponseParser::Progress ResponseParser::feed(std::string_view& data) {
  if (state_ != State::kDone && state_ != State::kFailed) started_ |= !data.empty();
  while (!data.empty() && state_ != State::kDone && state_ != State::kFailed) {
    if (state_ == State::kHead) {
      take_head(data);
    } else {
      take_body(data);
    }
  }
  return progress();
}

ResponseParser::Progress ResponseParser::end_of_stream() {
  if (state_ == State::kUntilClose) {
    state_ = State::kDone;
  } else if (state_ != State::kDone && state_ != State::kFailed) {
    fail_with("the connection was closed before the end of the answer");
  }
  return progress();
}

ResponseParser::Progress ResponseParser::progress() const {
  if (state_ == State::kDone) return Progress::kDone;
  return state_ == State::kFailed ? Progress::kFailed : Progress::kMore;
}

void ResponseParser::fail_with(std::string_view error) {
  state_ = State::kFailed;
  keep_alive_ = false;
  error_ = error;
}

// The head is copied, because the bytes of `data` are gone when a body comes later. In the common
// case it is found whole, and nothing behind it is copied.
void ResponseParser::take_head(std::string_view& data) {
  const std::size_t before = head_.size();
  const std::size_t whole = before == 0 ? data.find(kHeadEnd) : data.npos;
  if (whole != data.npos && whole + kHeadEnd.size() <= kMaxHeadBytes) {
    head_.assign(data, 0, whole + kHeadEnd.size());
    data.remove_prefix(head_.size());
    return parse_head();
  }
  head_.append(data);
  const std::size_t end = head_.find(kHeadEnd, before < 3 ? 0 : before - 3);
  if (end != head_.npos) {
    head_.resize(end + kHeadEnd.size());
    data.remove_prefix(head_.size() - before);
  } else {
    data = {};
  }
  if (head_.size() > kMaxHeadBytes) return fail_with("the head of the answer is too long");
  if (end != head_.npos) return parse_head();
  // A peer that ends its lines in LF would keep us waiting for ever.
  for (std::size_t lf = head_.find('\n', before); lf != head_.npos; lf = head_.find('\n', lf + 1)) {
    if (lf == 0 || head_[lf - 1] != '\r') return fail_with("a line of the head ends without CR");
  }
}

void ResponseParser::parse_head() {
  framing_ = {};
  headers_.clear();
  std::string_view rest = head_;
  std::size_t lines = 0;
  while (true) {
    const std::size_t end = rest.find('\r');
    if (rest[end + 1] != '\n') return fail_with("a line of the head holds a CR");
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(end + 2);
    if (++lines == 1) {
      if (!parse_status_line(line)) return fail_with("the status line is malformed");
    } else if (line.empty()) {
      break;
    } else if (!parse_header(line)) {
      return;
    }
  }
  // Each line ends in two of them; there may be no other.
  if (count_controls(head_) != 2 * lines) {
    return fail_with("a line of the head holds a control character");
  }
  choose_framing();
}

bool ResponseParser::parse_status_line(std::string_view line) {
  // "HTTP/1.1 200" and, mostly, " OK".
  if (line.size() < 12 || !line.starts_with("HTTP/1.") || line[8] != ' ') return false;
  if (line[7] != '0' && line[7] != '1') return false;
  if (line.size() > 12 && line[12] != ' ') return false;
  const char* digits = line.data() + 9;
  const auto [end, error] = std::from_chars(digits, digits + 3, status_);
  if (error != std::errc() || end != digits + 3 || status_ < 100 || status_ > 599) return false;
  http_1_0_ = line[7] == '0';
  keep_alive_ = !http_1_0_;
  return true;
}

bool ResponseParser::parse_header(std::string_view line) {
  const auto field = parse_field(line);
  if (!field) {
    fail_with("the name of a header is malformed");
    return false;
  }
  if (headers_.size() == kMaxHeaders) {
    fail_with("the answer has too many headers");
    return false;
  }
  headers_.push_back(*field);
  return note_framing(field->name, field->value);
}

bool ResponseParser::note_framing(std::string_view name, std::string_view value) {
  if (const std::string_view wrong = framing_.note(name, value); !wrong.empty()) {
    fail_with(wrong);
    return false;
  }
  if (equal_names(name, "connection")) {
    if (list_holds(value, "close")) keep_alive_ = false;
    if (http_1_0_ && list_holds(value, "keep-alive")) keep_alive_ = true;
  }
  return true;
}

void ResponseParser::choose_framing() {
  const auto& [chunked, has_length, length] = framing_;
  if (chunked && has_length) return fail_with("Content-Length and Transfer-Encoding together");
  if (chunked && http_1_0_) return fail_with("Transfer-Encoding in an HTTP/1.0 answer");
  if (status_ == 101) return fail_with("a switch of protocols that was not asked for");
  if (status_ < 200) {
    if (++interim_ > kMaxInterim) return fail_with("too many interim answers");
    head_.clear();
    headers_.clear();
    return;
  }
  const bool no_body = head_request_ || status_ == 204 || status_ == 304;
  if (no_body || (has_length && length == 0)) {
    state_ = State::kDone;
  } else if (chunked) {
    state_ = State::kChunked;
    chunks_.begin();
  } else if (has_length) {
    state_ = State::kLength;
    remaining_ = length;
  } else {
    state_ = State::kUntilClose;
    keep_alive_ = false;
  }
}

void ResponseParser::take_body(std::string_view& data) {
  if (state_ == State::kChunked) return take_chunked(data);
  const bool bounded = state_ == State::kLength;
  const std::size_t size =
      bounded ? static_cast<std::size_t>(std::min<std::uint64_t>(remaining_, data.size()))
              : data.size();
  keep(data.substr(0, size));
  data.remove_prefix(size);
  if (bounded && (remaining_ -= size) == 0) state_ = State::kDone;
}

void ResponseParser::take_chunked(std::string_view& data) {
  std::string_view piece;
  const auto taken = chunks_.take(data, piece);
  keep(piece);
  if (taken == ChunkedFraming::Progress::kFailed) return fail_with(chunks_.error());
  if (taken == ChunkedFraming::Progress::kDone) state_ = State::kDone;
}

void ResponseParser::keep(std::string_view piece) {
  if (body_.size() < keep_bytes_) {
    body_.append(piece.substr(0, std::min(piece.size(), keep_bytes_ - body_.size())));
  }
  received_ += piece.size();
}

}  // namespace squall

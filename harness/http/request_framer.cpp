#include "harness/http/request_framer.h"

#include <algorithm>
#include <charconv>

#include "harness/http/answer.h"
#include "harness/http/field.h"

namespace squall {
namespace {

constexpr std::string_view kBlankLine = "\r\n\r\n";
constexpr std::size_t kLongestMethod = 64;

// Whether `text`, the first bytes of something, can still become a request.
bool may_be_request(std::string_view text) {
  const std::string_view method = text.substr(0, text.find(' '));
  if (method.size() > kLongestMethod) return false;
  if (method.size() == text.size()) return std::all_of(text.begin(), text.end(), is_token_char);
  return is_token(method);
}

}  // namespace

void RequestFramer::begin() {
  state_ = State::kHead;
  framing_ = {};
  method_size_ = target_size_ = 0;
  remaining_ = received_ = 0;
  head_.clear();
  error_ = {};
}

RequestFramer::Progress RequestFramer::feed(std::string_view& data) {
  if (state_ == State::kFailed) return Progress::kFailed;
  if (state_ == State::kHead) return take_head(data);
  return take_body(data);
}

RequestFramer::Progress RequestFramer::fail_with(std::string_view error) {
  state_ = State::kFailed;
  error_ = error;
  return Progress::kFailed;
}

RequestFramer::Progress RequestFramer::take_head(std::string_view& data) {
  // Empty lines before a request are left by old clients (RFC 9112, 2.2).
  while (head_.empty() && !data.empty() && (data.front() == '\r' || data.front() == '\n')) {
    data.remove_prefix(1);
  }
  const std::size_t before = head_.size();
  head_.append(data.substr(0, kMaxHeadBytes + 1 - before));
  const std::size_t end = head_.find(kBlankLine, before < 3 ? 0 : before - 3);
  if (end != head_.npos) head_.resize(end + kBlankLine.size());
  data.remove_prefix(head_.size() - before);
  if (!may_be_request(head_)) return fail_with("this is no request");
  if (head_.size() > kMaxHeadBytes) return fail_with("the head of the request is too long");
  if (end != head_.npos) return parse_head();
  for (std::size_t lf = head_.find('\n', before); lf != head_.npos; lf = head_.find('\n', lf + 1)) {
    if (lf == 0 || head_[lf - 1] != '\r') return fail_with("a line of the head ends without CR");
  }
  return Progress::kMore;
}

RequestFramer::Progress RequestFramer::parse_head() {
  std::string_view rest = head_;
  std::size_t lines = 0;
  while (true) {
    const std::size_t end = rest.find("\r\n");
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(end + 2);
    if (++lines == 1) {
      if (!parse_request_line(line)) return fail_with("the request line is malformed");
    } else if (line.empty()) {
      break;
    } else if (!note_header(line)) {
      return Progress::kFailed;
    }
  }
  // Each line ends in two of them; there may be no other.
  if (count_controls(head_) != 2 * lines) {
    return fail_with("a line of the head holds a control character");
  }
  if (framing_.chunked && framing_.has_length)
    return fail_with("Content-Length and Transfer-Encoding together");
  state_ = State::kDone;
  if (framing_.chunked) {
    state_ = State::kChunked;
    chunks_.begin();
  } else if (framing_.length > 0) {
    remaining_ = framing_.length;
    state_ = State::kLength;
  }
  return Progress::kHead;
}

// "GET /path HTTP/1.1"
bool RequestFramer::parse_request_line(std::string_view line) {
  const std::size_t first = line.find(' ');
  const std::size_t last = line.rfind(' ');
  if (first == line.npos || last <= first + 1) return false;
  const std::string_view target = line.substr(first + 1, last - first - 1);
  const std::string_view version = line.substr(last + 1);
  if (!is_token(line.substr(0, first)) || target.find_first_of(" \t") != target.npos) return false;
  if (version != "HTTP/1.1" && version != "HTTP/1.0") return false;
  method_size_ = first;
  target_size_ = target.size();
  return true;
}

bool RequestFramer::note_header(std::string_view line) {
  const auto field = parse_field(line);
  if (!field) {
    fail_with("the name of a header is malformed");
    return false;
  }
  const std::string_view wrong = framing_.note(field->name, field->value);
  if (!wrong.empty()) fail_with(wrong);
  return wrong.empty();
}

RequestFramer::Progress RequestFramer::take_body(std::string_view& data) {
  while (state_ != State::kDone) {
    if (data.empty()) return Progress::kMore;
    if (state_ == State::kLength) {
      const auto size = std::min<std::uint64_t>(remaining_, data.size());
      data.remove_prefix(size);
      received_ += size;
      remaining_ -= size;
      if (remaining_ == 0) state_ = State::kDone;
      continue;
    }
    std::string_view piece;
    const auto taken = chunks_.take(data, piece);
    received_ += piece.size();
    if (taken == ChunkedFraming::Progress::kFailed) return fail_with(chunks_.error());
    if (taken == ChunkedFraming::Progress::kDone) state_ = State::kDone;
  }
  return Progress::kDone;
}

}  // namespace squall

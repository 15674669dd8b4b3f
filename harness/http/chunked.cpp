#include "harness/http/chunked.h"

#include <algorithm>

#include "harness/http/field.h"

namespace squall {
namespace {

int chunk_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool is_chunk_control(char c) { return count_controls({&c, 1}) != 0; }

}  // namespace

void ChunkedFraming::begin() {
  state_ = State::kSize;
  size_digits_ = 0;
  overhead_ = 0;
  remaining_ = 0;
  error_ = {};
}

ChunkedFraming::Progress ChunkedFraming::take(std::string_view& data, std::string_view& piece) {
  piece = {};
  if (state_ == State::kData) {
    piece = data.substr(0, std::min<std::uint64_t>(remaining_, data.size()));
    data.remove_prefix(piece.size());
    remaining_ -= piece.size();
    if (remaining_ == 0) state_ = State::kDataCr;
    return Progress::kMore;
  }
  const char c = data.front();
  data.remove_prefix(1);
  return state_ >= State::kTrailerStart ? take_trailer_byte(c) : take_chunk_byte(c);
}

ChunkedFraming::Progress ChunkedFraming::fail_with(std::string_view error) {
  error_ = error;
  return Progress::kFailed;
}

ChunkedFraming::Progress ChunkedFraming::expect(char c, char wanted, State next) {
  if (c != wanted) return fail_with("a chunk is malformed");
  state_ = next;
  return Progress::kMore;
}

ChunkedFraming::Progress ChunkedFraming::take_chunk_byte(char c) {
  switch (state_) {
    case State::kSize:
      return take_size_byte(c);
    case State::kExtension:
      if (++overhead_ > kMaxOverhead) return fail_with("the extensions of chunks are too long");
      if (c == '\r') {
        state_ = State::kSizeLf;
      } else if (is_chunk_control(c)) {
        return fail_with("a chunk is malformed");
      }
      return Progress::kMore;
    case State::kSizeLf:
      size_digits_ = 0;
      return expect(c, '\n', remaining_ == 0 ? State::kTrailerStart : State::kData);
    case State::kDataCr:
      return expect(c, '\r', State::kDataLf);
    default:
      return expect(c, '\n', State::kSize);
  }
}

ChunkedFraming::Progress ChunkedFraming::take_size_byte(char c) {
  const int digit = chunk_digit(c);
  if (digit >= 0) {
    if (++size_digits_ > 15) return fail_with("the size of a chunk is too large");
    remaining_ = remaining_ * 16 + static_cast<unsigned>(digit);
    return Progress::kMore;
  }
  if (size_digits_ == 0) return fail_with("a chunk has no size");
  if (c != ';') return expect(c, '\r', State::kSizeLf);
  state_ = State::kExtension;
  return Progress::kMore;
}

// Trailers are checked for their form only; nobody here has a use for them.
ChunkedFraming::Progress ChunkedFraming::take_trailer_byte(char c) {
  if (++overhead_ > kMaxOverhead) return fail_with("the trailers are too long");
  switch (state_) {
    case State::kTrailerStart:
      if (c != '\r' && !is_token_char(c)) return fail_with("a trailer is malformed");
      state_ = c == '\r' ? State::kLastLf : State::kTrailer;
      return Progress::kMore;
    case State::kTrailer:
      if (c == '\r') {
        state_ = State::kTrailerLf;
      } else if (is_chunk_control(c)) {
        return fail_with("a trailer is malformed");
      }
      return Progress::kMore;
    default:
      if (c != '\n') return fail_with("a trailer is malformed");
      if (state_ == State::kLastLf) {
        state_ = State::kDone;
        return Progress::kDone;
      }
      state_ = State::kTrailerStart;
      return Progress::kMore;
  }
}

}  // namespace squall

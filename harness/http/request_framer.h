// Where requests begin and end in what a client sends (HTTP/1.x, RFC 9112), and what each asks for.
//
// Bytes may be split anywhere, and requests may follow one another without waiting. It is as strict
// as the parser of answers: what two parties could read in two ways is refused. Heads are bounded;
// of bodies nothing is kept.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "harness/http/chunked.h"
#include "harness/http/framing_headers.h"

namespace squall {

class RequestFramer {
 public:
  static constexpr std::size_t kMaxHeadBytes = std::size_t{64} << 10;

  enum class Progress {
    kMore,    ///< Feed more.
    kHead,    ///< The head is whole: method() and target() stand. Feed on, even if nothing is left.
    kDone,    ///< The request is whole; begin() before the next.
    kFailed,  ///< See error(). This is no HTTP/1.x, or cannot be trusted.
  };

  void begin();

  /// Takes bytes off the front of `data`, up to the end of the head or of the request.
  Progress feed(std::string_view& data);

  bool in_head() const { return state_ == State::kHead; }
  bool started() const { return !in_head() || !head_.empty(); }
  std::string_view method() const { return std::string_view(head_).substr(0, method_size_); }
  std::string_view target() const {
    return std::string_view(head_).substr(method_size_ + 1, target_size_);
  }
  std::uint64_t body_bytes() const { return received_; }  ///< So far.

  /// What is wrong with the bytes; a constant.
  std::string_view error() const { return error_; }

 private:
  enum class State { kHead, kLength, kChunked, kDone, kFailed };

  Progress fail_with(std::string_view error);
  Progress take_head(std::string_view& data);
  Progress parse_head();
  bool parse_request_line(std::string_view line);
  bool note_header(std::string_view line);
  Progress take_body(std::string_view& data);

  State state_ = State::kHead;
  FramingHeaders framing_;
  std::size_t method_size_ = 0, target_size_ = 0;
  std::uint64_t remaining_ = 0;
  std::uint64_t received_ = 0;
  ChunkedFraming chunks_;
  std::string head_;
  std::string_view error_;
};

}  // namespace squall

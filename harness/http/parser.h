// An incremental HTTP/1.1 response parser (RFC 9112) for bytes from a target that may be broken or
// hostile.
//
// Bytes may be split anywhere. It is strict where leniency lets two parties read one stream in two
// ways: lines end in CRLF, a length is plain digits and given once, Transfer-Encoding is exactly
// "chunked" and excludes Content-Length, names are tokens, nothing is folded. Heads and trailers
// are bounded; of the body no more is kept than was asked for, however long it is. Once its
// buffers have grown to the size of the answers, it does not allocate.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/http/answer.h"
#include "harness/http/chunked.h"
#include "harness/http/framing_headers.h"

namespace squall {

class ResponseParser {
 public:
  static constexpr std::size_t kMaxHeadBytes = std::size_t{64} << 10;  ///< Also of trailers.
  static constexpr std::size_t kMaxHeaders = 128;
  static constexpr int kMaxInterim = 16;  ///< 1xx answers before the final one.

  enum class Progress {
    kMore,    ///< Feed more, or tell it of the end of the stream.
    kDone,    ///< The answer is whole.
    kFailed,  ///< See error(). Nothing on this connection can be trusted.
  };

  ResponseParser() = default;
  ResponseParser(const ResponseParser&) = delete;
  ResponseParser& operator=(const ResponseParser&) = delete;

  /// Forgets the last answer and prepares for the next. The answer to a HEAD request has no body.
  /// The first `keep_bytes` bytes of the body are kept for body().
  void begin(bool head_request, std::size_t keep_bytes);

  /// Takes bytes off the front of `data`, up to the end of the answer at most; what is left in
  /// `data` after kDone was not asked for.
  Progress feed(std::string_view& data);

  /// The peer closed the connection: the end of an answer without a length, else an error.
  Progress end_of_stream();

  bool started() const { return started_; }  ///< Whether any byte of an answer has come.
  int status() const { return status_; }
  std::span<const HeaderField> headers() const { return headers_; }
  std::string_view head() const { return head_; }         ///< As it came, with its blank line.
  std::string_view body() const { return body_; }         ///< The part of it that is kept.
  std::uint64_t body_bytes() const { return received_; }  ///< Of all of it, so far.
  bool body_complete() const { return received_ == body_.size(); }  ///< All of it was kept.

  /// Whether the connection can carry another request, once the answer is whole.
  bool keep_alive() const { return keep_alive_; }

  /// What is wrong with the bytes; a constant.
  std::string_view error() const { return error_; }

 private:
  enum class State {
    kHead,
    kLength,
    kUntilClose,
    kChunked,
    kDone,
    kFailed,
  };

  Progress progress() const;
  void fail_with(std::string_view error);
  void take_head(std::string_view& data);
  void parse_head();
  bool parse_status_line(std::string_view line);
  bool parse_header(std::string_view line);
  bool note_framing(std::string_view name, std::string_view value);
  void choose_framing();
  void take_body(std::string_view& data);
  void take_chunked(std::string_view& data);
  void keep(std::string_view piece);

  State state_ = State::kDone;
  bool head_request_ = false;
  bool started_ = false;
  bool keep_alive_ = false;
  bool http_1_0_ = false;
  FramingHeaders framing_;
  int status_ = 0;
  int interim_ = 0;
  std::size_t keep_bytes_ = 0;
  std::uint64_t remaining_ = 0;  ///< Of the body.
  std::uint64_t received_ = 0;
  ChunkedFraming chunks_;
  std::string head_;
  std::string body_;
  std::vector<HeaderField> headers_;  ///< Views into head_.
  std::string_view error_;
};

}  // namespace squall

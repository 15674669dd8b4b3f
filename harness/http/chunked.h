// The framing of a chunked body (RFC 9112, 7.1), taken in pieces of any size. It is strict, as the
// parsers that use it are, and keeps nothing.
#pragma once

#include <cstdint>
#include <string_view>

namespace squall {

class ChunkedFraming {
 public:
  static constexpr std::size_t kMaxOverhead = std::size_t{64} << 10;

  enum class Progress { kMore, kDone, kFailed };

  void begin();

  /// Takes one byte off the front of `data`, or a piece of a chunk's data, which is then `piece`.
  /// `data` is not empty, and the body not done.
  Progress take(std::string_view& data, std::string_view& piece);

  /// What is wrong with the bytes; a constant.
  std::string_view error() const { return error_; }

 private:
  enum class State {
    kSize,
    kExtension,
    kSizeLf,
    kData,
    kDataCr,
    kDataLf,
    kTrailerStart,
    kTrailer,
    kTrailerLf,
    kLastLf,
    kDone,
  };

  Progress fail_with(std::string_view error);
  Progress expect(char c, char wanted, State next);
  Progress take_chunk_byte(char c);
  Progress take_size_byte(char c);
  Progress take_trailer_byte(char c);

  State state_ = State::kDone;
  int size_digits_ = 0;
  std::size_t overhead_ = 0;  ///< Bytes of extensions and trailers.
  std::uint64_t remaining_ = 0;
  std::string_view error_;
};

}  // namespace squall

// An HTTP answer as it is judged: views of bytes that somebody else holds.
#pragma once

#include <boost/json/fwd.hpp>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "harness/core/text.h"

namespace squall {

struct HeaderField {
  std::string_view name, value;
};

/// Memory in which one JSON body after another is parsed; those of some 10 KiB cost no
/// allocation.
class JsonScratch {
 public:
  JsonScratch();
  ~JsonScratch();

  /// The document, valid until the next call; nullptr if `text` is not JSON (or nested deeper
  /// than 64 levels).
  const boost::json::value* parse(std::string_view text);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Parses its body at most once, on the first call of json(). Lives no longer than what it views,
/// and not beyond the next Answer on the same scratch.
class Answer {
 public:
  /// `body` is the part that was kept, `body_bytes` the length of all of it.
  Answer(int status, std::span<const HeaderField> headers, std::string_view body,
         std::uint64_t body_bytes, JsonScratch& scratch)
      : status_(status),
        headers_(headers),
        body_(body),
        body_bytes_(body_bytes),
        scratch_(scratch) {}
  Answer(int status, std::span<const HeaderField> headers, std::string_view body,
         JsonScratch& scratch)
      : Answer(status, headers, body, body.size(), scratch) {}

  int status() const { return status_; }
  std::span<const HeaderField> headers() const { return headers_; }
  std::string_view body() const { return body_; }
  std::uint64_t body_bytes() const { return body_bytes_; }

  /// The first header called `name`, or nullptr.
  const HeaderField* find_header(std::string_view name) const;

  /// The body as JSON, or nullptr if it is not JSON.
  const boost::json::value* json();

 private:
  int status_;
  std::span<const HeaderField> headers_;
  std::string_view body_;
  std::uint64_t body_bytes_;
  JsonScratch& scratch_;
  bool parsed_ = false;
  const boost::json::value* json_ = nullptr;
};

}  // namespace squall

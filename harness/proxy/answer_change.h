// What an HTTP toxic does to one answer, and the pieces that answers are made of.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "harness/core/random.h"
#include "harness/core/time.h"
#include "harness/http/answer.h"

namespace squall {

/// The head of the server's answer.
struct ServerHead {
  int status = 0;
  std::string_view text;  ///< As it came, with its blank line.
  std::span<const HeaderField> headers;
  bool to_head = false;     ///< It answers a HEAD request.
  bool has_body = false;    ///< A body of at least one byte, or of a length that is not told.
  bool keep_alive = false;  ///< The connection can carry another exchange.
};

struct AnswerChange {
  Nanoseconds delay{};
  std::optional<std::string> head{};  ///< In the place of the server's.
  /// In the place of the server's, which is not passed on; the head says its length.
  std::optional<std::string> body{};
  std::optional<std::uint64_t> cut_after{};  ///< So many bytes of the body pass; then it is closed.

  bool any() const { return delay > Nanoseconds{} || head || body || cut_after; }
};

/// Called with the head of each answer to a request that was chosen.
using ChangeAnswer = std::function<AnswerChange(const ServerHead&, Random&)>;

/// An answer that Squall makes up. `fields` are lines of the head, each with its CRLF.
AnswerChange made_up_answer(int status, std::string_view fields, std::string body,
                            const ServerHead& instead_of);

/// The server's answer with another body; its Content-Type is replaced unless `type` is empty.
AnswerChange with_body(const ServerHead& head, std::string body, std::string_view type,
                       bool keeps_encoding);

/// The head without its headers called one of `names`, and with the lines `added`.
std::string rewritten_head(const ServerHead& head, std::span<const std::string_view> names,
                           std::string_view added);

/// "HTTP/1.1 503 Service Unavailable"
std::string status_line(int status);

}  // namespace squall

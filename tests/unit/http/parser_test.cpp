#include "harness/http/parser.h"

#include <catch2/catch.hpp>
#include <string>
#include <tuple>
#include <vector>

namespace squall {
namespace {

using Progress = ResponseParser::Progress;

struct Parsed {
  Progress progress = Progress::kMore;
  int status = 0;
  std::size_t headers = 0;
  std::string body;
  bool keep_alive = false;
  std::size_t left = 0;

  bool operator==(const Parsed&) const = default;
};

Parsed result_of(const ResponseParser& parser, Progress progress, std::size_t left) {
  return {progress,
          parser.status(),
          parser.headers().size(),
          std::string(parser.body()),
          parser.keep_alive(),
          left};
}

Parsed parse(ResponseParser& parser, std::vector<std::string_view> parts, bool close = false,
             bool head = false) {
  parser.begin(head, 1 << 20);
  Progress progress = Progress::kMore;
  std::size_t left = 0;
  for (std::string_view part : parts) {
    progress = parser.feed(part);
    left += part.size();
  }
  if (close && progress == Progress::kMore) progress = parser.end_of_stream();
  return result_of(parser, progress, left);
}

struct Case {
  std::string text;
  bool close = false;
  bool head = false;
  Parsed expected = {};
};

const std::vector<Case>& good_answers() {
  static const std::vector<Case> cases{
      {"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
       false,
       false,
       {Progress::kDone, 200, 1, "hello", true, 0}},
      {"HTTP/1.1 200\r\ncontent-length:0\r\n\r\n",
       false,
       false,
       {Progress::kDone, 200, 1, "", true, 0}},
      {"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: foo, Close\r\n\r\nab",
       false,
       false,
       {Progress::kDone, 200, 2, "ab", false, 0}},
      {"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nab",
       false,
       false,
       {Progress::kDone, 200, 1, "ab", false, 0}},
      {"HTTP/1.0 200 OK\r\nContent-Length: 2\r\nConnection: keep-alive\r\n\r\nab",
       false,
       false,
       {Progress::kDone, 200, 2, "ab", true, 0}},
      {"HTTP/1.1 200 OK\r\n\r\nuntil the end",
       true,
       false,
       {Progress::kDone, 200, 0, "until the end", false, 0}},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n4\r\nWiki\r\n6;a=b\r\npedia \r\n"
       "E\r\nin \r\n\r\nchunks.\r\n0\r\n\r\n",
       false,
       false,
       {Progress::kDone, 200, 1, "Wikipedia in \r\n\r\nchunks.", true, 0}},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n000\r\nX-T: 1\r\nY: "
       "2\r\n\r\n",
       false,
       false,
       {Progress::kDone, 200, 1, "a", true, 0}},
      {"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nLink: x\r\n\r\n"
       "HTTP/1.1 201 Created\r\nContent-Length: 1\r\n\r\nx",
       false,
       false,
       {Progress::kDone, 201, 1, "x", true, 0}},
      {"HTTP/1.1 204 No Content\r\nContent-Length: 7\r\n\r\n",
       false,
       false,
       {Progress::kDone, 204, 1, "", true, 0}},
      {"HTTP/1.1 304 Not Modified\r\nETag: x\r\n\r\n",
       false,
       false,
       {Progress::kDone, 304, 1, "", true, 0}},
      {"HTTP/1.1 200 OK\r\nContent-Length: 12345\r\n\r\n",
       false,
       true,
       {Progress::kDone, 200, 1, "", true, 0}},
      {"HTTP/1.1 200 OK\r\nX: \t a b \t\r\nEmpty:\r\nContent-Length: 1\r\n\r\nzTRAILING",
       false,
       false,
       {Progress::kDone, 200, 3, "z", true, 8}},
  };
  return cases;
}

}  // namespace

TEST_CASE("an answer parses the same wherever it is split", "[parser]") {
  ResponseParser parser;
  for (const Case& c : good_answers()) {
    CAPTURE(c.text);
    const std::string_view text = c.text;
    REQUIRE(parse(parser, {text}, c.close, c.head) == c.expected);
    for (std::size_t i = 0; i <= text.size(); ++i) {
      CAPTURE(i);
      REQUIRE(parse(parser, {text.substr(0, i), text.substr(i)}, c.close, c.head) == c.expected);
    }
    std::vector<std::string_view> bytes;
    for (std::size_t i = 0; i < text.size(); ++i) bytes.push_back(text.substr(i, 1));
    REQUIRE(parse(parser, bytes, c.close, c.head) == c.expected);
  }
}

TEST_CASE("every proper prefix of an answer with a length is unfinished, and short", "[parser]") {
  ResponseParser parser;
  for (const Case& c : good_answers()) {
    if (c.close) continue;
    const std::size_t whole = c.text.size() - c.expected.left;
    for (std::size_t i = 0; i < whole; ++i) {
      CAPTURE(c.text, i);
      const std::string_view prefix = std::string_view(c.text).substr(0, i);
      REQUIRE(parse(parser, {prefix}, false, c.head).progress == Progress::kMore);
      REQUIRE(parse(parser, {prefix}, true, c.head).progress == Progress::kFailed);
      REQUIRE(parser.started() == (i > 0));
    }
  }
}

TEST_CASE("malformed answers fail, each with its reason, wherever they are split", "[parser]") {
  const std::string ok = "HTTP/1.1 200 OK\r\n";
  const std::string chunked = ok + "Transfer-Encoding: chunked\r\n\r\n";
  const std::vector<std::pair<std::string, std::string_view>> gallery{
      {"ICY 200 OK\r\n\r\n", "status line"},
      {"HTTP/2 200 OK\r\n\r\n", "status line"},
      {"HTTP/1.2 200 OK\r\n\r\n", "status line"},
      {"HTTP/1.1  200 OK\r\n\r\n", "status line"},
      {"HTTP/1.1 20 OK\r\n\r\n", "status line"},
      {"HTTP/1.1 2000 OK\r\n\r\n", "status line"},
      {"HTTP/1.1 999 OK\r\n\r\n", "status line"},
      {"HTTP/1.1 -20 OK\r\n\r\n", "status line"},
      {"HTTP/1.1 +20 OK\r\n\r\n", "status line"},
      {"\r\n\r\n", "status line"},
      {"HTTP/1.1 200 OK\n\n", "without CR"},
      {"\n", "without CR"},
      {ok + "A: b\nC: d\r\n\r\n", ""},
      {ok + "A: b\rC: d\r\n\r\n", "holds a CR"},
      {ok + "A b\r\n\r\n", "name of a header"},
      {ok + ": b\r\n\r\n", "name of a header"},
      {ok + "A : b\r\n\r\n", "name of a header"},
      {ok + " folded: b\r\n\r\n", "name of a header"},
      {ok + "A: b\r\n folded\r\n\r\n", "name of a header"},
      {ok + std::string("A: \0\r\n\r\n", 8), "control character"},
      {ok + "A: \x7f\r\n\r\n", "control character"},
      {ok + "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello", "Content-Length"},
      {ok + "Content-Length: 5, 5\r\n\r\nhello", "Content-Length"},
      {ok + "Content-Length: +5\r\n\r\nhello", "Content-Length"},
      {ok + "Content-Length: -5\r\n\r\nhello", "Content-Length"},
      {ok + "Content-Length: 0x5\r\n\r\nhello", "Content-Length"},
      {ok + "Content-Length: 5 5\r\n\r\nhello", "Content-Length"},
      {ok + "Content-Length:\r\n\r\nhello", "Content-Length"},
      {ok + "Content-Length: 99999999999999999999\r\n\r\n", "Content-Length"},
      {ok + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "together"},
      {ok + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", "Transfer-Encoding"},
      {ok + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", "Transfer-Encoding"},
      {ok + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n",
       "Transfer-Encoding"},
      {"HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "HTTP/1.0"},
      {"HTTP/1.1 101 Switching\r\n\r\n", "switch of protocols"},
      {chunked + "\r\n", "no size"},
      {chunked + "x\r\n", "no size"},
      {chunked + " 5\r\nhello\r\n", "no size"},
      {chunked + "-5\r\nhello\r\n", "no size"},
      {chunked + "5 \r\nhello\r\n", "chunk is malformed"},
      {chunked + "5\nhello\r\n", "chunk is malformed"},
      {chunked + "5\r\nhelloX\r\n", "chunk is malformed"},
      {chunked + "5;a\nb\r\nhello\r\n", "chunk is malformed"},
      {chunked + "FFFFFFFFFFFFFFFFF\r\n", "too large"},
      {chunked + "0\r\n: x\r\n\r\n", "trailer is malformed"},
      {chunked + "0\r\nA: x\n\r\n", "trailer is malformed"},
      {chunked + "0\r\n\r\r", "trailer is malformed"},
  };
  ResponseParser parser;
  for (const auto& [text, reason] : gallery) {
    CAPTURE(text, reason);
    REQUIRE(parse(parser, {text}).progress == Progress::kFailed);
    REQUIRE(parser.error().find(reason) != std::string_view::npos);
    REQUIRE_FALSE(parser.keep_alive());
    for (std::size_t i = 0; i <= text.size(); ++i) {
      const std::string_view view = text;
      REQUIRE(parse(parser, {view.substr(0, i), view.substr(i)}).progress == Progress::kFailed);
    }
  }
}

TEST_CASE("what a peer can make the parser hold is bounded", "[parser]") {
  ResponseParser parser;
  const std::string ok = "HTTP/1.1 200 OK\r\n";
  CHECK(parse(parser, {ok + "A: " + std::string(70000, 'x')}).progress == Progress::kFailed);

  std::string many = ok;
  for (int i = 0; i < 129; ++i) many += "A: b\r\n";
  CHECK(parse(parser, {many + "\r\n"}).progress == Progress::kFailed);

  std::string interim;
  for (int i = 0; i < 17; ++i) interim += "HTTP/1.1 100 Continue\r\n\r\n";
  CHECK(parse(parser, {interim}).progress == Progress::kFailed);

  const std::string chunked = ok + "Transfer-Encoding: chunked\r\n\r\n";
  CHECK(parse(parser, {chunked + "1;" + std::string(70000, 'x')}).progress == Progress::kFailed);
  CHECK(parse(parser, {chunked + "0\r\nA" + std::string(70000, 'x')}).progress ==
        Progress::kFailed);
}

TEST_CASE("no more of the body is kept than was asked for", "[parser]") {
  ResponseParser parser;
  parser.begin(false, 3);
  std::string_view data = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
  REQUIRE(parser.feed(data) == Progress::kDone);
  CHECK(parser.body() == "hel");
  CHECK(parser.body_bytes() == 5);
  CHECK_FALSE(parser.body_complete());
}

TEST_CASE("a parser is as new for the next answer", "[parser]") {
  ResponseParser parser;
  REQUIRE(parse(parser, {"nonsense\n"}).progress == Progress::kFailed);
  const Case& good = good_answers().front();
  REQUIRE(parse(parser, {good.text}) == good.expected);
  REQUIRE(parser.headers()[0].name == "Content-Length");
  REQUIRE(parser.headers()[0].value == "5");
}

}  // namespace squall

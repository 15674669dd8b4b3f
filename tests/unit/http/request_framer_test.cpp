#include "harness/http/request_framer.h"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

namespace squall {
namespace {

using Framing = RequestFramer::Progress;

// "GET /a 0", "PUT /b 5": what was asked for, and how long the body was; "!" where it failed.
std::vector<std::string> requests_in(std::string_view text, std::size_t step) {
  std::vector<std::string> found;
  RequestFramer framer;
  framer.begin();
  std::string head;
  while (!text.empty()) {
    std::string_view part = text.substr(0, step);
    text.remove_prefix(part.size());
    while (true) {
      const Framing progress = framer.feed(part);
      if (progress == Framing::kMore) break;
      if (progress == Framing::kFailed) {
        found.push_back("! " + std::string(framer.error()));
        return found;
      }
      if (progress == Framing::kHead) {
        head = std::string(framer.method()) + " " + std::string(framer.target());
        continue;
      }
      found.push_back(head + " " + std::to_string(framer.body_bytes()));
      framer.begin();
    }
  }
  if (framer.started()) found.push_back("…");
  return found;
}

struct RequestCase {
  std::string text;
  std::vector<std::string> requests;
};

const std::vector<RequestCase> kRequestStreams{
    {"GET /a HTTP/1.1\r\nHost: x\r\n\r\n", {"GET /a 0"}},
    {"HEAD / HTTP/1.0\r\n\r\n", {"HEAD / 0"}},
    {"\r\nGET /a HTTP/1.1\r\n\r\n\r\nGET /b HTTP/1.1\r\n\r\n", {"GET /a 0", "GET /b 0"}},
    {"PUT /b HTTP/1.1\r\nContent-Length: 5\r\n\r\nGET /GET /c HTTP/1.1\r\n\r\n",
     {"PUT /b 5", "GET /c 0"}},
    {"POST /c HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n0\r\nT: 1\r\n\r\n"
     "GET /d HTTP/1.1\r\n\r\n",
     {"POST /c 3", "GET /d 0"}},
    {"CONNECT a:443 HTTP/1.1\r\n\r\n", {"CONNECT a:443 0"}},
    {"GET http://a/b HTTP/1.1\r\n\r\n", {"GET http://a/b 0"}},
    {"PUT /b HTTP/1.1\r\nContent-Length: 5\r\n\r\nabc", {"…"}},
    {"GET /a HTTP/1.1\r\nHo", {"…"}},
    {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", {"! the request line is malformed"}},
    {"*1\r\n$4\r\nPING\r\n", {"! this is no request"}},
    {"\x16\x03\x01", {"! this is no request"}},
    {"GET /a b HTTP/1.1\r\n\r\n", {"! the request line is malformed"}},
    {"GET /a HTTP/1.1\nHost: x\n\n", {"! a line of the head ends without CR"}},
    {"GET /a HTTP/1.1\r\nHost : x\r\n\r\n", {"! the name of a header is malformed"}},
    {"GET /a HTTP/1.1\r\nA: \x01\r\n\r\n", {"! a line of the head holds a control character"}},
    {"PUT / HTTP/1.1\r\nContent-Length: +5\r\n\r\n",
     {"! the Content-Length is malformed or given twice"}},
    {"PUT / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
     {"! Content-Length and Transfer-Encoding together"}},
    {"PUT / HTTP/1.1\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
     {"! the Transfer-Encoding is not 'chunked'"}},
    {"PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nx", {"! a chunk has no size"}},
};

TEST_CASE("requests are found in a stream, wherever it is split") {
  for (const RequestCase& c : kRequestStreams) {
    for (std::size_t step = 1; step <= c.text.size(); ++step) {
      INFO(c.text << " in pieces of " << step);
      CHECK(requests_in(c.text, step) == c.requests);
    }
  }
}

TEST_CASE("a head of a request that does not end is refused") {
  const std::string text = "GET /" + std::string(RequestFramer::kMaxHeadBytes, 'a');
  CHECK(requests_in(text, 1000).back() == "! the head of the request is too long");
}

}  // namespace
}  // namespace squall

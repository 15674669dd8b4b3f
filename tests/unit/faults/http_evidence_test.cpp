// What two answers, one through a link and one without the proxy, prove of an HTTP toxic.
#include "harness/faults/http_evidence.h"

#include <catch2/catch.hpp>

namespace squall {
namespace {

FaultSpec toxic_spec(const char* kind, std::initializer_list<ValueEntry> entries) {
  FaultSpec spec;
  spec.kind = kind;
  for (const ValueEntry& entry : entries) spec.options.set(entry.name, entry.value);
  return spec;
}

Asked asked(int status, std::string body = "hello", int ms = 1, bool whole = true) {
  return {status, {{"Server", "x"}}, std::move(body), whole, std::chrono::milliseconds(ms)};
}

// "yes", "no", or "" where it cannot be seen.
std::string proven(const FaultSpec& spec, const Asked& direct, const Asked& seen) {
  const auto proof = compare_answers(spec, direct, seen);
  if (!proof) return {};
  CHECK_FALSE(proof->what.empty());
  return proof->confirmed ? "yes" : "no";
}

TEST_CASE("http_status is seen where the server answers something else") {
  const FaultSpec spec = toxic_spec("http_status", {{"status", {std::int64_t{503}}}});
  CHECK(proven(spec, asked(200), asked(503)) == "yes");
  CHECK(proven(spec, asked(404), asked(404)) == "no");
  CHECK(proven(spec, asked(200), asked(0)) == "no");
  CHECK(proven(spec, asked(503), asked(503)).empty());
  CHECK(proven(spec, asked(0), asked(503)).empty());
}

TEST_CASE("http_delay is seen in how much longer an answer takes") {
  const FaultSpec spec =
      toxic_spec("http_delay", {{"delay", {Nanoseconds(std::chrono::milliseconds(100))}}});
  CHECK(proven(spec, asked(200, "", 50), asked(200, "", 150)) == "yes");
  CHECK(proven(spec, asked(200, "", 50), asked(200, "", 110)) == "no");
}

TEST_CASE("http_body is seen in a body that the server has") {
  const FaultSpec cut = toxic_spec("http_body", {{"how", {std::string("truncate")}}});
  CHECK(proven(cut, asked(200), asked(200, "he", 1, false)) == "yes");
  CHECK(proven(cut, asked(200), asked(200)) == "no");
  const FaultSpec empty = toxic_spec("http_body", {{"how", {std::string("empty")}}});
  CHECK(proven(empty, asked(200), asked(200, "")) == "yes");
  CHECK(proven(empty, asked(200), asked(200)) == "no");
  CHECK(proven(empty, asked(200, ""), asked(200, "")).empty());
}

TEST_CASE("http_header is seen in a header that differs") {
  const FaultSpec removed = toxic_spec("http_header", {{"header", {std::string("server")}}});
  Asked bare = asked(200);
  bare.headers.clear();
  CHECK(proven(removed, asked(200), bare) == "yes");
  CHECK(proven(removed, asked(200), asked(200)) == "no");
  CHECK(proven(removed, bare, bare).empty());
  const FaultSpec set = toxic_spec(
      "http_header", {{"header", {std::string("Server")}}, {"value", {std::string("x")}}});
  CHECK(proven(set, bare, asked(200)) == "yes");
  CHECK(proven(set, bare, bare) == "no");
  CHECK(proven(set, asked(200), asked(200)).empty());
}

}  // namespace
}  // namespace squall

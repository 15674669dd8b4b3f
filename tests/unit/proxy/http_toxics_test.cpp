// What HTTP toxics do to the exchanges of a connection, in virtual time.
#include <catch2/catch.hpp>
#include <cmath>

#include "harness/proxy/kinds.h"
#include "harness/proxy/shaper.h"
#include "tests/unit/proxy/toxic_options.h"

using namespace squall;

namespace {

constexpr SteadyTime kBegin{std::chrono::seconds(1000)};
const std::string kGet = "GET /items/1 HTTP/1.1\r\nHost: x\r\n\r\n";
const std::string kOther = "GET /other HTTP/1.1\r\nHost: x\r\n\r\n";
const std::string kAnswer = "HTTP/1.1 200 OK\r\nA: b\r\nContent-Length: 5\r\n\r\nhello";
const std::string kRefused = "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n";

SteadyTime after_ms(double ms) {
  return kBegin + Nanoseconds(static_cast<std::int64_t>(std::llround(ms * 1e6)));
}

// Both directions of a connection, and what each side gets as virtual time goes on.
class Wire {
 public:
  Wire(std::string_view kind, const Options& options, Pause pause = Pause::kFresh,
       std::uint64_t seed = 1) {
    add(kind, options, pause, seed);
  }

  void add(std::string_view kind, const Options& options, Pause pause = Pause::kFresh,
           std::uint64_t seed = 1) {
    ExchangeToxic both =
        plan_toxic(kind, options)->make_exchange({pause, Random(seed), Random(seed + 1), touched});
    up_.add(++id_, std::move(both.upstream), touched);
    down_.add(id_, std::move(both.downstream), touched);
  }

  Wire& client(std::string_view bytes, std::size_t step = 1000) {
    return push(up_, asked, bytes, step);
  }
  Wire& server(std::string_view bytes, std::size_t step = 1000) {
    return push(down_, got, bytes, step);
  }
  Wire& server_closes() {
    down_.push_end(Then::kClose, after_ms(now_));
    take(down_, got);
    return *this;
  }
  void wait_until(double ms) {
    now_ = ms;
    take(down_, got);
  }
  void remove() {
    up_.remove(id_, after_ms(now_));
    down_.remove(id_, after_ms(now_));
    take(up_, asked);
    take(down_, got);
  }
  /// Once.
  std::string client_got() { return std::exchange(got, {}); }
  bool is_clean() const { return up_.empty() && down_.empty(); }
  bool closed() const { return down_.verdict() == Then::kClose; }
  bool ended() const { return down_.source_end().has_value(); }

  Touched touched;
  std::string asked, got;

 private:
  Wire& push(Shaper& shaper, std::string& out, std::string_view bytes, std::size_t step) {
    for (; !bytes.empty(); bytes.remove_prefix(std::min(step, bytes.size()))) {
      shaper.push(bytes.substr(0, step), after_ms(now_));
      take(shaper, out);
    }
    return *this;
  }
  void take(Shaper& shaper, std::string& out) const {
    shaper.advance(after_ms(now_));
    for (const std::string& bytes : shaper.out()) out += bytes;
    shaper.out().clear();
  }

  Shaper up_, down_;
  int id_ = 0;
  double now_ = 0;
};

Options status(double share = 1) {
  return options({{"status", {std::int64_t{503}}}, {"path", word("/items/")}, {"share", {share}}});
}
Options body(const char* how) { return options({{"how", word(how)}}); }

std::optional<OptionMistake> mistake(std::string_view kind, const Options& options) {
  return find_kind(kToxicKinds, kind)->mistake(options);
}

}  // namespace

TEST_CASE("http_status answers what it chooses, exchange by exchange, wherever it is split") {
  const std::string interim = "HTTP/1.1 100 Continue\r\n\r\n";
  const std::string chunked =
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n";
  const std::string put =
      "PUT /items/2 HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nGET /item\r\n0\r\n\r\n";
  for (std::size_t step = 1; step < 70; ++step) {
    Wire wire("http_status", status());
    wire.client(kGet + kOther + kGet + put, step);  // Pipelined.
    wire.server(kAnswer + kAnswer + chunked + interim + kAnswer, step);
    INFO(step);
    CHECK(wire.asked == kGet + kOther + kGet + put);
    CHECK(wire.client_got() == kRefused + kAnswer + kRefused + interim + kRefused);
    CHECK(wire.touched.answers == 4);
    CHECK(wire.touched.changed == 3);
  }
}

TEST_CASE("http_status sends what it is told to") {
  Wire wire("http_status", options({{"status", {std::int64_t{429}}},
                                    {"retry_after", ms(2000)},
                                    {"body", word("{}")},
                                    {"content_type", word("application/json")}}));
  wire.client(kGet).server(kAnswer);
  CHECK(wire.client_got() ==
        "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 2\r\nContent-Type: application/json\r\n"
        "Content-Length: 2\r\n\r\n{}");
  wire.client("HEAD / HTTP/1.1\r\n\r\n").server("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n");
  CHECK(wire.client_got().ends_with("Content-Length: 2\r\n\r\n"));
}

TEST_CASE("an answer that ends with the connection is replaced by one that says so") {
  Wire wire("http_status", status());
  wire.client(kGet).server("HTTP/1.0 200 OK\r\n\r\nhel").server("lo").server_closes();
  CHECK(wire.client_got() ==
        "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
  CHECK(wire.ended());
}

TEST_CASE("a share of the requests is drawn from the seed") {
  const auto pattern = [](std::uint64_t seed) {
    Wire wire("http_status", status(0.3), Pause::kFresh, seed);
    std::string drawn;
    for (int i = 0; i < 1000; ++i) {
      wire.client(kGet).server(kAnswer);
      drawn += wire.client_got() == kRefused ? 'x' : '.';
    }
    CHECK(wire.touched.changed > 250);
    CHECK(wire.touched.changed < 350);
    return drawn;
  };
  CHECK(pattern(1) == pattern(1));
  CHECK(pattern(1) != pattern(5));
}

TEST_CASE("method and path choose") {
  Options choice = options({{"status", {std::int64_t{503}}}, {"path", word("/items/1?")}});
  choice.set("method", {ValueList{word("PUT"), word("GET")}});
  Wire wire("http_status", choice);
  const auto refused = [&](const std::string& line) {
    wire.client(line + " HTTP/1.1\r\n\r\n").server(kAnswer);
    return wire.client_got() == kRefused;
  };
  CHECK(refused("GET /items/1?a=b"));
  CHECK(refused("PUT http://host:1/items/1?a=b"));
  CHECK_FALSE(refused("POST /items/1?a=b"));
  CHECK_FALSE(refused("GET /items/1"));
}

TEST_CASE("http_delay delays the answer, and what waits behind it") {
  Wire wire("http_delay", options({{"delay", ms(100)}, {"path", word("/items/")}}));
  wire.client(kGet + kOther).server(kAnswer + kAnswer, 30);
  wire.wait_until(99);
  CHECK(wire.client_got().empty());
  wire.wait_until(100);
  CHECK(wire.client_got() == kAnswer + kAnswer);
  wire.client(kOther).server(kAnswer);
  CHECK(wire.client_got() == kAnswer);
  wire.client(kGet).server(kAnswer.substr(0, 9)).server(kAnswer.substr(9));
  wire.remove();
  CHECK(wire.client_got() == kAnswer);
  CHECK(wire.is_clean());
}

TEST_CASE("http_body: each way is framed as it says") {
  const std::string chunked =
      "HTTP/1.1 404 Not Found\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n"
      "3\r\nabc\r\n0\r\n\r\n";
  Wire garbage("http_body", body("garbage"));
  garbage.client(kGet).server(kAnswer);
  const std::string got = garbage.client_got();
  CHECK(got.starts_with("HTTP/1.1 200 OK\r\nA: b\r\nContent-Length: 5\r\n\r\n\xff"));
  CHECK(got.size() == kAnswer.size());

  Wire json("http_body", body("wrong_json"));
  json.client(kGet).server(chunked, 7);
  CHECK(json.client_got() ==
        "HTTP/1.1 404 Not Found\r\nContent-Length: 28\r\nContent-Type: application/json\r\n\r\n"
        R"([{"unexpected":[true,null]}])");

  Wire empty("http_body", body("empty"));
  empty.client(kGet).server(chunked);
  CHECK(empty.client_got() == "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
  const std::string bare = "HTTP/1.1 304 Not Modified\r\n\r\n";
  empty.client(kGet).server(bare);
  CHECK(empty.client_got() == bare);
  CHECK(empty.touched.changed == 1);
}

TEST_CASE("http_body truncate leaves the length and ends the connection in the body") {
  const std::string head = kAnswer.substr(0, kAnswer.size() - 5);
  struct Cut {
    double after;
    std::string body;
  };
  for (const Cut& cut : {Cut{0, ""}, Cut{2, "he"}, Cut{100, "hell"}}) {
    for (const std::size_t step : {std::size_t{1}, std::size_t{7}, std::size_t{1000}}) {
      Wire wire("http_body", options({{"how", word("truncate")}, {"after", {cut.after}}}));
      wire.client(kGet).server(kAnswer, step);
      CHECK(wire.client_got() == head + cut.body);
      CHECK(wire.closed());
      CHECK(wire.touched.ended == 1);
      CHECK(wire.touched.changed == 1);
    }
  }
}

TEST_CASE("http_header sets and removes") {
  Wire set("http_header", options({{"header", word("a")}, {"value", word("c")}}));
  set.client(kGet).server(kAnswer, 3);
  CHECK(set.client_got() == "HTTP/1.1 200 OK\r\nContent-Length: 5\r\na: c\r\n\r\nhello");
  Wire removed("http_header", options({{"header", word("A")}}));
  const std::string without = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
  removed.client(kGet + kGet).server(kAnswer + without);
  CHECK(removed.client_got() == without + without);
  CHECK(removed.touched.changed == 1);
}

TEST_CASE("a connection that was open falls in step at the next request, and not before") {
  Wire between("http_status", status(), Pause::kBetween);
  between.client(kGet, 5).server(kAnswer);
  CHECK(between.client_got() == kRefused);

  Wire midway("http_status", status(), Pause::kMidway);
  midway.client("y of a request").client(kGet);  // No answer came before it: not trusted.
  midway.server(kAnswer.substr(10));
  midway.server(kAnswer.substr(0, 20));
  CHECK(midway.client_got() == kAnswer.substr(10) + kAnswer.substr(0, 20));
  midway.client(kGet).server(kAnswer);
  CHECK(midway.client_got() == kRefused);
  CHECK(midway.touched.midway == 1);
  CHECK(midway.touched.answers == 1);
}

TEST_CASE("what is not HTTP passes untouched, and is counted once") {
  for (const std::string hello : {"\x16\x03\x01hello", "*1\r\n$4\r\nPING\r\n"}) {
    Wire wire("http_status", status());
    for (int i = 0; i < 3; ++i) wire.client(hello).server("+PONG\r\n\r\n");
    CHECK(wire.asked == hello + hello + hello);
    CHECK(wire.client_got() == "+PONG\r\n\r\n+PONG\r\n\r\n+PONG\r\n\r\n");
    CHECK(wire.touched.foreign == 1);
    CHECK(wire.touched.changed == 0);
  }
  Wire odd("http_status", status());
  odd.client(kGet).server("ICY 200 OK\r\n\r\n").server("more");
  CHECK(odd.client_got() == "ICY 200 OK\r\n\r\nmore");
  CHECK(odd.touched.foreign == 1);
}

TEST_CASE("another protocol on the connection passes untouched from then on") {
  struct Switch {
    std::string request, answer;
  };
  for (const Switch& c : {Switch{"GET /items/ HTTP/1.1\r\nUpgrade: w\r\n\r\n",
                                 "HTTP/1.1 101 Switching Protocols\r\nUpgrade: w\r\n\r\n"},
                          Switch{"CONNECT a:1 HTTP/1.1\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\n"}}) {
    Wire wire("http_status", status());
    wire.client(c.request).server(c.answer + kAnswer).client(kGet).server(kAnswer);
    CHECK(wire.client_got() == c.answer + kAnswer + kAnswer);
    CHECK(wire.touched.changed == 0);
    CHECK(wire.touched.foreign == 0);
  }
}

TEST_CASE("an answer that is being replaced when the toxic goes is replaced to its end") {
  for (std::size_t cut = 1; cut < kAnswer.size(); ++cut) {
    Wire wire("http_status", status());
    wire.client(kGet).server(kAnswer.substr(0, cut));
    wire.remove();
    wire.server(kAnswer.substr(cut) + kAnswer);
    const bool begun = cut >= kAnswer.size() - 5;
    INFO(cut);
    CHECK(wire.client_got() == (begun ? kRefused : kAnswer) + kAnswer);
    CHECK(wire.is_clean());
  }
}

TEST_CASE("two HTTP toxics work one behind the other") {
  Wire wire("http_delay", options({{"delay", ms(50)}}));
  wire.add("http_status", status());
  wire.client(kGet).server(kAnswer);
  wire.wait_until(50);
  CHECK(wire.client_got() == kRefused);
}

TEST_CASE("options that make no sense are mistakes") {
  const auto what = [](std::string_view kind, std::initializer_list<ValueEntry> entries) {
    const auto found = mistake(kind, options(entries));
    return found ? std::string(found->option) : std::string();
  };
  const Value bare = {std::int64_t{204}};
  CHECK(what("http_status", {{"status", bare}, {"body", word("x")}}) == "body");
  CHECK(what("http_status", {{"retry_after", ms(1500)}}) == "retry_after");
  CHECK(what("http_status", {{"content_type", word("a\r\nb")}}) == "content_type");
  CHECK(what("http_status", {{"path", word("items")}}) == "path");
  CHECK(what("http_status", {{"method", {ValueList{word("get")}}}}) == "method");
  CHECK(what("http_delay", {{"delay", ms(0)}}) == "delay");
  CHECK(what("http_header", {{"header", word("a b")}}) == "header");
  CHECK(what("http_header", {{"header", word("Connection")}}) == "header");
  CHECK(what("http_header", {{"header", word("A")}, {"value", word("\n")}}) == "value");
  CHECK(what("http_body", {{"how", word("empty")}, {"after", {3.0}}}) == "after");
  CHECK(what("http_body", {{"how", word("truncate")}, {"after", {3.0}}}).empty());
  CHECK(what("http_header", {{"header", word("A")}}).empty());
}

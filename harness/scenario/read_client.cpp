// [client].
#include <fmt/format.h>

#include <algorithm>

#include "harness/core/text.h"
#include "harness/scenario/read.h"

namespace squall {
namespace {

constexpr std::string_view kTransient = "transient";

// What an attempt may end with, and time be left: the others are no failures of attempts.
std::vector<std::string> retried_classes() {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < kErrorClasses; ++i) {
    const auto error = static_cast<ErrorClass>(i);
    switch (error) {
      case ErrorClass::kNone:
      case ErrorClass::kDeadlineExceeded:
      case ErrorClass::kEarlierStep:
      case ErrorClass::kGenerator:
      case ErrorClass::kAbandoned:
      case ErrorClass::kCutOff:
        continue;
      default:
        names.emplace_back(name(error));
    }
  }
  return names;
}

void report_on(const TomlNode& node, Findings& findings) {
  if (node.text() == nullptr && !std::holds_alternative<std::int64_t>(node.data)) {
    findings.error(node.position, "'on' must be a list of error classes and statuses",
                   "write [\"transient\", \"circuit_open\", 404]");
    return;
  }
  const std::string text = scalar_text(node);
  if (text == name(ErrorClass::kDeadlineExceeded)) {
    findings.error(node.position, "no time is left after 'deadline_exceeded'",
                   "an operation ends with its deadline");
    return;
  }
  if (text.empty() || (text[0] >= '0' && text[0] <= '9')) {
    findings.error(node.position, fmt::format("'{}' is no HTTP status", text),
                   "write 503, \"5xx\" or \"500-504\"");
    return;
  }
  std::vector<std::string> names = retried_classes();
  names.emplace_back(kTransient);
  findings.error(node.position, fmt::format("there is no error class '{}'", text),
                 suggestion(text, names, "classes"));
}

void read_on(const TomlNode& node, RetryOn& on, Findings& findings) {
  if (const auto* items = node.array()) {
    for (const TomlNode& item : *items) {
      if (item.array() != nullptr) {
        report_on(item, findings);
      } else {
        read_on(item, on, findings);
      }
    }
    return;
  }
  const std::vector<std::string> classes = retried_classes();
  const std::string* text = node.text();
  if (text != nullptr && *text == kTransient) {
    on.transient = true;
  } else if (text != nullptr && std::find(classes.begin(), classes.end(), *text) != classes.end()) {
    on.errors.push_back(*find_error_class(*text));
  } else if (const auto range = status_range(node)) {
    on.statuses.push_back(*range);
  } else {
    report_on(node, findings);
  }
}

RetryPolicy read_retry(const Section& section) {
  RetryPolicy retry;
  retry.max = section.integer("max");
  retry.backoff = section.choice<RetryPolicy::Backoff>("backoff");
  retry.base = section.duration("base");
  retry.cap = section.duration("cap");
  retry.jitter = section.choice<RetryPolicy::Jitter>("jitter");
  if (section.has("budget")) retry.budget = section.number("budget");
  if (retry.budget > 1) {
    section.warning(
        "budget", fmt::format("this lets {:.0f} % of the requests be retries", retry.budget * 100),
        "write 0.2 for 20 %");
  }
  retry.non_idempotent = section.flag("non_idempotent");
  retry.respect_retry_after = section.flag("respect_retry_after");
  if (const TomlNode* on = section.given("on")) {
    retry.on.transient = false;
    read_on(*on, retry.on, section.context().findings);
    if (on->array() != nullptr && on->array()->empty()) {
      section.error("on", "'on' is empty, so that nothing is retried",
                    "name what is, or write max = 0");
    } else if (retry.max == 0 && !section.has("max")) {
      section.warning("on", "nothing is retried: 'max' is 0", "write max = 2 as well");
    }
  }
  if (retry.cap < retry.base) section.error("cap", "'cap' is shorter than 'base'");
  if (retry.backoff == RetryPolicy::Backoff::kDecorrelated && section.has("jitter")) {
    section.error("jitter", "decorrelated pauses take no 'jitter': they are drawn already",
                  "leave it out");
  }
  return retry;
}

void require_positive(const Section& section, std::string_view key) {
  if (section.has(key) && section.duration(key) == Nanoseconds{}) {
    section.error(key, "this must be longer than 0s");
  }
}

// A path is looked up where the run works, which may be anywhere.
void require_absolute(const Section& section, std::string_view key) {
  if (!section.has(key)) return;
  const Template path = section.text_template(key);
  const auto& segments = path.segments();
  if (!segments.empty() && (segments.front().reference || segments.front().text.starts_with('/'))) {
    return;
  }
  section.error(key, "this path does not say from where",
                "write it as \"{topology.dir}/…\" or begin it with /");
}

void read_tls(const Section& section, HttpPolicy& http) {
  http.ca = section.text_template("ca");
  http.cert = section.text_template("cert");
  http.key = section.text_template("key");
  http.verify = section.flag("verify");
  http.least_tls = section.choice<HttpPolicy::Tls>("min_version");
  for (const char* key : {"ca", "cert", "key"}) require_absolute(section, key);
  if (section.has("cert") != section.has("key")) {
    section.error(section.has("cert") ? "cert" : "key",
                  "'cert' and 'key' belong together: one of them is missing",
                  "write both, each the path of a file in PEM form");
  }
  if (!http.verify) {
    section.warning("verify", "a server that is not who it should be goes unnoticed",
                    "write ca = \"{topology.dir}/ca.pem\" to trust an authority of your own");
    if (section.has("ca")) {
      section.error("ca", "nothing is verified, so that 'ca' has no effect",
                    "take out verify = false");
    }
  }
}

HedgePolicy read_hedge(const Section& section, const ClientPolicy& client) {
  HedgePolicy hedge;
  hedge.after = section.given_duration("after");
  hedge.percentile = section.number("percentile");
  hedge.max = section.integer("max");
  require_positive(section, "after");
  if (section.has("after") && section.has("percentile")) {
    section.error("percentile", "'hedge' has both 'after' and 'percentile'", "give one of them");
  } else if (section.node().find("after") == nullptr &&
             section.node().find("percentile") == nullptr) {
    section.error("after", "'hedge' does not say when",
                  "write after = \"200ms\" or percentile = 95");
  }
  if (hedge.after && *hedge.after >= std::min(client.attempt_timeout, client.deadline)) {
    section.warning("after", "'after' is not shorter than an attempt can last",
                    "nothing is ever hedged");
  }
  return hedge;
}

CircuitBreaker read_breaker(const Section& section) {
  CircuitBreaker breaker;
  breaker.failures = section.integer("failures");
  breaker.failure_rate = section.number("failure_rate");
  breaker.window = section.integer("window");
  breaker.open_for = section.duration("open_for");
  breaker.half_open = section.integer("half_open");
  require_positive(section, "open_for");
  if (section.has("failures") && section.has("failure_rate")) {
    section.error("failure_rate", "'circuit_breaker' has both 'failures' and 'failure_rate'",
                  "give one of them");
  }
  if (section.has("window") && section.node().find("failure_rate") == nullptr) {
    section.error("window", "'window' belongs to 'failure_rate'", "write failure_rate = 0.5");
  }
  return breaker;
}

}  // namespace

void warn_if_longer(const Section& section, std::string_view key, std::string_view than) {
  if (!section.has(key) || section.duration(key) <= section.duration(than)) return;
  section.warning(
      key, fmt::format("'{}' is longer than '{}'", key, than),
      than == "deadline" ? "no attempt can last that long" : "it never ends an attempt");
}

ClientPolicy read_policy(const Section& section, const References& references) {
  ClientPolicy client;
  references.check(section, {});
  client.connect_timeout = section.duration("connect_timeout");
  client.first_byte_timeout = section.given_duration("first_byte_timeout");
  client.attempt_timeout = section.duration("attempt_timeout");
  client.deadline = section.duration("deadline");
  for (const char* key : {"connect_timeout", "first_byte_timeout", "attempt_timeout", "deadline"}) {
    require_positive(section, key);
  }
  warn_if_longer(section, "attempt_timeout", "deadline");
  warn_if_longer(section, "first_byte_timeout", "attempt_timeout");
  if (const auto retry = section.table("retry")) client.retry = read_retry(*retry);
  if (const auto hedge = section.table("hedge")) client.hedge = read_hedge(*hedge, client);
  if (const auto breaker = section.table("circuit_breaker")) {
    client.circuit_breaker = read_breaker(*breaker);
  }
  client.max_connections = section.integer("max_connections");
  client.http.version = section.choice<HttpPolicy::Version>("http");
  client.http.follow_redirects = section.flag("follow_redirects");
  client.http.proxy = section.text_template("proxy");
  if (const auto tls = section.table("tls")) read_tls(*tls, client.http);
  client.own_connections = section.text("connections") == "per_user";
  if (client.own_connections && client.max_connections > 0) {
    section.error("max_connections", "users that keep their connections cannot share few of them",
                  "leave it out, or write connections = \"shared\"");
  }
  return client;
}

ClientPolicy read_client(const Section& root, const References& references) {
  const auto section = root.table("client");
  return section ? read_policy(*section, references) : ClientPolicy{};
}

}  // namespace squall

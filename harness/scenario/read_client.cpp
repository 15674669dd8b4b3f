// [client].
#include "harness/scenario/read.h"

namespace squall {
namespace {

RetryPolicy read_retry(const Section& section) {
  RetryPolicy retry;
  retry.max = section.integer("max");
  retry.backoff = section.choice<RetryPolicy::Backoff>("backoff");
  retry.base = section.duration("base");
  retry.cap = section.duration("cap");
  retry.jitter = section.choice<RetryPolicy::Jitter>("jitter");
  if (section.has("budget")) retry.budget = section.number("budget");
  retry.non_idempotent = section.flag("non_idempotent");
  if (retry.cap < retry.base) section.error("cap", "'cap' is shorter than 'base'");
  return retry;
}

void require_positive(const Section& section, std::string_view key) {
  if (section.has(key) && section.duration(key) == Nanoseconds{}) {
    section.error(key, "this must be longer than 0s");
  }
}

}  // namespace

ClientPolicy read_client(const Section& root) {
  ClientPolicy client;
  const auto section = root.table("client");
  if (!section) return client;
  client.connect_timeout = section->duration("connect_timeout");
  client.attempt_timeout = section->duration("attempt_timeout");
  client.deadline = section->duration("deadline");
  for (const char* key : {"connect_timeout", "attempt_timeout", "deadline"}) {
    require_positive(*section, key);
  }
  if (client.attempt_timeout > client.deadline && section->has("attempt_timeout")) {
    section->warning("attempt_timeout", "'attempt_timeout' is longer than 'deadline'",
                     "no attempt can last that long");
  }
  if (const auto retry = section->table("retry")) client.retry = read_retry(*retry);
  if (const auto breaker = section->table("circuit_breaker")) {
    client.circuit_breaker =
        CircuitBreaker{breaker->integer("failures"), breaker->duration("open_for")};
  }
  client.max_connections = section->integer("max_connections");
  return client;
}

}  // namespace squall

#include "harness/load/judge.h"

#include <algorithm>
#include <boost/json.hpp>

#include "harness/core/hash.h"

namespace squall {
namespace {

std::optional<std::string> value_of(const CompiledLoad& load, const Walk& walk,
                                    std::string_view name) {
  if (name == "key" && walk.key != nullptr) return walk.key->text;
  if (name == "value") return walk.value;
  if (name == "iteration") return std::to_string(walk.iteration);
  if (name == "user") return std::to_string(walk.user);
  const auto capture = std::find(load.captures.begin(), load.captures.end(), name);
  if (capture == load.captures.end()) return std::nullopt;
  return walk.captures[static_cast<std::size_t>(capture - load.captures.begin())];
}

std::uint64_t hash_at(const JsonPath& path, Answer& answer) {
  const boost::json::value* document = answer.json();
  const boost::json::value* place = document == nullptr ? nullptr : path.find(*document);
  if (place == nullptr) return 0;
  if (place->is_string()) return hash64(std::string_view(place->get_string()));
  return hash64(boost::json::serialize(*place));
}

}  // namespace

Judgement Judge::judge(const CompiledLoad& load, const CompiledStep& step, Exchange& exchange,
                       const Received& received) {
  Walk& walk = exchange.walk;
  if (step.needs_body && !received.body_complete()) {
    return {ErrorClass::kProtocol, "the answer is longer than 16 MiB", true, false};
  }
  Answer answer(received.status, received.headers, received.body, received.body_bytes, scratch_);
  const auto lookup = [&](std::string_view name) { return value_of(load, walk, name); };
  auto mismatch = step.expect.mismatch(answer, lookup);
  const bool absent = step.absent && !step.absent->mismatch(answer, lookup);
  if (absent) exchange.record.value_hash = kAbsent;
  // Also of an answer that is not as expected: what it holds was read all the same.
  if (step.ledger_value && !absent) {
    exchange.record.value_hash = hash_at(*step.ledger_value, answer);
  }
  if (!mismatch) {
    auto reason = take_captures(step, walk, answer);
    if (reason.empty()) return {ErrorClass::kNone, {}, true, false};
    return {ErrorClass::kUnexpectedBody, std::move(reason), true, false};
  }
  const bool rejected = step.rejected && !step.rejected->mismatch(answer, lookup);
  return {mismatch->error, std::move(mismatch->reason), true, rejected};
}

std::string Judge::take_captures(const CompiledStep& step, Walk& walk, Answer& answer) {
  for (const CompiledCapture& capture : step.captures) {
    std::string& value = walk.captures[capture.slot()];
    if (auto reason = capture.take(answer, value)) return std::move(*reason);
    if (capture.secret()) recorder_.secret(value);
  }
  return {};
}

}  // namespace squall

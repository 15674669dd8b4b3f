// Hedges: when a second attempt is sent beside one that takes long, and how one of them is
// abandoned.
#include "harness/load/load_run.h"
#include "harness/load/walker.h"

namespace squall {

Nanoseconds Walker::hedge_time(const Walk& walk, Nanoseconds begun) const {
  const auto& policy = setup_.client.hedge;
  if (!policy || walk.hedges >= policy->max || !step_of(walk).idempotent) {
    return Exchange::kNoHedge;
  }
  const auto delay = walk.run.hedge_delays[walk.step].delay();
  return delay ? begun + *delay : Exchange::kNoHedge;
}

void Walker::begin_hedge(Walk& walk) {
  Exchange& exchange = walk.exchanges.back();
  const Nanoseconds begun = now();
  if (!circuits_.admit(exchange, begun)) return;
  if (!walk.run.budget.take()) return circuits_.on_cancelled(exchange);
  ++walk.hedges;
  prepare_attempt(exchange, begun);
  exchange.record.hedged = true;
  hand_over(exchange, begun);
}

void Walker::abandon(Exchange& exchange, Nanoseconds at) {
  complete_record(exchange, {ErrorClass::kAbandoned, {}}, received_by(exchange), at);
  circuits_.on_cancelled(exchange);
  close(exchange, at);
  record_earlier(exchange.record);
}

// See HedgeDelay::add.
void Walker::note_duration(const Exchange& exchange) {
  const Attempt& record = exchange.record;
  const bool counts = record.error == ErrorClass::kNone || record.error == ErrorClass::kAbandoned ||
                      is_timeout(record.error);
  auto& delays = exchange.walk.run.hedge_delays;
  if (!delays.empty() && counts && !record.hedged) {
    delays[record.step].add(record.end - record.begun);
  }
}

}  // namespace squall

#include "harness/load/circuits.h"

#include "harness/load/walk.h"

namespace squall {

void Circuits::add(const Address& address) {
  addresses_.push_back("http://" + address.text());
  if (policy_) circuits_.push_back({addresses_.back(), Breaker(*policy_)});
}

void Circuits::use(const std::optional<CircuitBreaker>& policy) {
  close_all();
  policy_ = policy;
  circuits_.clear();
  if (!policy_) return;
  for (const std::string& address : addresses_) circuits_.push_back({address, Breaker(*policy_)});
}

void Circuits::close_all() {
  for (const Circuit& circuit : circuits_) {
    if (circuit.told == Breaker::State::kClosed) continue;
    recorder_.breaker_changed({circuit.address, std::string(name(Breaker::State::kClosed))});
  }
}

bool Circuits::admit(Exchange& exchange, Nanoseconds now) {
  if (!policy_) return true;
  Circuit& circuit = circuit_of(exchange);
  exchange.ticket = circuit.breaker.admit(now);
  tell(circuit);
  return exchange.ticket.has_value();
}

void Circuits::on_ended(Exchange& exchange, const FailedAttempt& failed, Nanoseconds now) {
  if (!policy_) exchange.ticket.reset();
  if (!exchange.ticket) return;
  Circuit& circuit = circuit_of(exchange);
  if (failed.error != ErrorClass::kNone && is_transient(failed)) {
    circuit.breaker.on_failure(*exchange.ticket, now);
  } else {
    circuit.breaker.on_success(*exchange.ticket);
  }
  exchange.ticket.reset();
  tell(circuit);
}

void Circuits::on_cancelled(Exchange& exchange) {
  if (!policy_) exchange.ticket.reset();
  if (!exchange.ticket) return;
  circuit_of(exchange).breaker.on_cancelled(*exchange.ticket);
  exchange.ticket.reset();
}

Circuits::Circuit& Circuits::circuit_of(const Exchange& exchange) {
  return circuits_[exchange.walk.request.address];
}

void Circuits::tell(Circuit& circuit) {
  const Breaker::State state = circuit.breaker.state();
  if (state == circuit.told) return;
  circuit.told = state;
  recorder_.breaker_changed({circuit.address, std::string(name(state))});
}

}  // namespace squall

#include "harness/load/circuits.h"

#include "harness/load/walk.h"

namespace squall {

void Circuits::add(const Address& address) {
  if (policy_) circuits_.push_back({"http://" + address.text(), Breaker(*policy_)});
}

bool Circuits::admit(Exchange& exchange, Nanoseconds now) {
  if (!policy_) return true;
  Circuit& circuit = circuit_of(exchange);
  exchange.ticket = circuit.breaker.admit(now);
  tell(circuit);
  return exchange.ticket.has_value();
}

void Circuits::on_ended(Exchange& exchange, const FailedAttempt& failed, Nanoseconds now) {
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

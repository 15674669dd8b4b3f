// The half of an HTTP toxic that sees what the client sends. It changes nothing: it finds the
// requests, and writes into the log which answers are to be changed.
#pragma once

#include <memory>

#include "harness/http/request_framer.h"
#include "harness/proxy/exchange_log.h"
#include "harness/proxy/request_choice.h"
#include "harness/proxy/toxic.h"

namespace squall {

class RequestWatch final : public Toxic {
 public:
  RequestWatch(RequestChoice choice, std::shared_ptr<ExchangeLog> log, Random random)
      : choice_(std::move(choice)),
        log_(std::move(log)),
        random_(random),
        reads_(log_->in_step()) {}

  Release next(std::span<char> bytes, SteadyTime arrived) override;

 private:
  void read(std::string_view data);
  void note_head();

  const RequestChoice choice_;
  const std::shared_ptr<ExchangeLog> log_;
  Random random_;
  RequestFramer framer_;
  bool reads_;  ///< The framer stands at a place in a request that is known.
};

}  // namespace squall

// The half of an HTTP toxic that sees what the server sends: it finds the answers, and changes
// those whose requests were chosen. An answer that is being changed when the toxic is removed is
// changed to its end, so that the client never sees half of two answers.
#pragma once

#include <memory>
#include <string>

#include "harness/http/parser.h"
#include "harness/proxy/answer_change.h"
#include "harness/proxy/exchange_log.h"
#include "harness/proxy/toxic.h"

namespace squall {

class AnswerChanger final : public Toxic {
 public:
  AnswerChanger(ChangeAnswer change, std::shared_ptr<ExchangeLog> log, Random random)
      : change_answer_(std::move(change)), log_(std::move(log)), random_(random) {}

  Release next(std::span<char> bytes, SteadyTime arrived) override;
  Release end(SteadyTime arrived) override;
  bool leave() override;

 private:
  enum class State { kBetween, kHead, kBody };

  Release take_head(std::span<char> bytes, SteadyTime arrived);
  Release judge_head(std::size_t taken, SteadyTime arrived);
  Release begin_answer(std::size_t taken, SteadyTime arrived, bool has_body);
  Release take_body(std::span<char> bytes, SteadyTime arrived);
  Release give_up(std::size_t taken, SteadyTime arrived);
  void end_answer();

  const ChangeAnswer change_answer_;
  const std::shared_ptr<ExchangeLog> log_;
  Random random_;
  State state_ = State::kBetween;
  bool leaving_ = false;
  ResponseParser parser_;
  std::string held_;  ///< The beginning of a head, not passed on yet.
  AnswerChange change_;
};

}  // namespace squall

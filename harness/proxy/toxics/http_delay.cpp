#include "harness/proxy/toxics/http_delay.h"

#include "harness/proxy/http_toxic.h"

namespace squall::http_delay {

std::optional<OptionMistake> mistake(const Options& options) {
  if (options.get_or<Nanoseconds>("delay", {}) > Nanoseconds{}) return std::nullopt;
  return OptionMistake{"delay", "a delay of 0s changes nothing", "write delay = \"300ms\""};
}

ExchangeToxicMaker compile(const Options& options) {
  const auto delay = options.get_or<Nanoseconds>("delay", {});
  return http_toxic(options, [delay](const ServerHead&, Random&) {
    AnswerChange change;
    change.delay = delay;
    return change;
  });
}

}  // namespace squall::http_delay

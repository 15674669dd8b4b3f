#include "harness/proxy/http_toxic.h"

#include "harness/proxy/answer_changer.h"
#include "harness/proxy/request_watch.h"

namespace squall {

ExchangeToxicMaker http_toxic(const Options& options, ChangeAnswer change) {
  return [choice = RequestChoice::compile(options),
          change = std::move(change)](const ExchangeStart& start) {
    auto log = std::make_shared<ExchangeLog>(start.pause, start.touched);
    return ExchangeToxic{std::make_unique<RequestWatch>(choice, log, start.upstream),
                         std::make_unique<AnswerChanger>(change, log, start.downstream)};
  };
}

}  // namespace squall

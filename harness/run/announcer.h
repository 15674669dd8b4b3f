// The run's event sink: into the journal, as a line for the person who watches, and to observers.
#pragma once

#include <vector>

#include "harness/core/mask.h"
#include "harness/model/event.h"
#include "harness/run/narration.h"
#include "harness/run/progress.h"

namespace squall {

class Announcer final : public EventSink {
 public:
  /// All must outlive it; observers that are nullptr are left out.
  Announcer(EventSink& journal, const SecretMask& mask, Progress& progress, Detail detail,
            std::vector<EventObserver*> observers = {})
      : journal_(journal), mask_(mask), progress_(progress), detail_(detail) {
    for (EventObserver* observer : observers) {
      if (observer != nullptr) observers_.push_back(observer);
    }
  }

  Nanoseconds on_event(Event event) override {
    const TimedEvent timed{journal_.on_event(event), std::move(event)};
    for (EventObserver* observer : observers_) observer->on_event(timed);
    const auto line = narrate(timed, detail_, progress_.colour());
    if (line) progress_.happened(mask_.mask(*line));
    return timed.at;
  }

 private:
  EventSink& journal_;
  const SecretMask& mask_;
  Progress& progress_;
  const Detail detail_;
  std::vector<EventObserver*> observers_;
};

}  // namespace squall

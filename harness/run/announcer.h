// The run's event sink: into the journal, and as a line for the person who watches.
#pragma once

#include "harness/core/mask.h"
#include "harness/model/event.h"
#include "harness/run/live_state.h"
#include "harness/run/narration.h"
#include "harness/run/progress.h"
#include "harness/run/session_seam.h"

namespace squall {

class Announcer final : public EventSink {
 public:
  Announcer(EventSink& journal, RunClock clock, const SecretMask& mask, Progress& progress,
            Detail detail, LiveState* state, EventSink* metrics, RunWatcher* watcher = nullptr)
      : journal_(journal),
        clock_(clock),
        mask_(mask),
        progress_(progress),
        detail_(detail),
        state_(state),
        metrics_(metrics),
        watcher_(watcher) {}

  void on_event(Event event) override {
    const TimedEvent timed{clock_.now(), std::move(event)};
    const auto line = narrate(timed, detail_, progress_.colour());
    journal_.on_event(timed.event);
    if (state_ != nullptr) state_->on_event(timed);
    if (metrics_ != nullptr) metrics_->on_event(timed.event);
    if (watcher_ != nullptr) watcher_->on_event(timed);
    if (line) progress_.happened(mask_.mask(*line));
  }

 private:
  EventSink& journal_;
  const RunClock clock_;
  const SecretMask& mask_;
  Progress& progress_;
  const Detail detail_;
  LiveState* const state_;     // nullptr: nobody asks what holds.
  EventSink* const metrics_;   // nullptr: nobody scrapes them.
  RunWatcher* const watcher_;  // nullptr: it is no session.
};

}  // namespace squall

// One event, one line of JSON: {"at_ns":2000417,"event":"fault_injected","fault":"kill",…}.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "harness/core/error.h"
#include "harness/model/event.h"

namespace squall {

/// The line, without its newline. Texts must be valid UTF-8 (see visit_texts).
std::string encode_event(const TimedEvent& event);

/// The event of a line. Fields that are missing keep their defaults and unknown ones are passed
/// over, so that records of other versions stay readable; a wrong type is an error.
Result<TimedEvent> decode_event(std::string_view line);

/// The name of the event in the journal: "fault_injected".
std::string_view event_name(const Event& event);

/// Calls `fn` with every text of the event, to mask or clean it.
void visit_texts(Event& event, const std::function<void(std::string&)>& fn);

}  // namespace squall

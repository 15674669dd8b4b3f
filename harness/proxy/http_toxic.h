// What the HTTP toxics have in common: they choose requests and change the answers to them.
#pragma once

#include "harness/proxy/answer_change.h"
#include "harness/proxy/toxic_kind.h"

namespace squall {

/// `options` hold those of RequestChoice as well.
ExchangeToxicMaker http_toxic(const Options& options, ChangeAnswer change);

}  // namespace squall

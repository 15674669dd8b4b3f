// How a session stands, for a terminal.
#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <string>
#include <vector>

namespace squall {

/// Of what GET /api/state answers.
std::string status_text(const boost::json::object& state);

/// What may follow `verb` (kill, slow, inject, heal, rate): nodes, links, kinds, faults or loads.
/// `kinds` is what GET /api/kinds answers.
std::vector<std::string> words_for(const std::string& verb, const boost::json::value& state,
                                   const boost::json::value& kinds);

}  // namespace squall

#include "harness/session/actions.h"

#include <boost/json.hpp>

namespace squall {

ActionAnswer refusal(unsigned status, const Diagnostics& mistakes) {
  boost::json::array errors;
  for (const Diagnostic& mistake : mistakes) {
    if (mistake.severity != Diagnostic::Severity::kError) continue;
    errors.push_back(
        boost::json::object{{"at", mistake.file}, {"what", mistake.what}, {"hint", mistake.hint}});
  }
  return {status, boost::json::serialize(boost::json::object{{"errors", std::move(errors)}})};
}

ActionAnswer refusal(unsigned status, std::string at, std::string what, std::string hint) {
  return refusal(status, Diagnostics{{Diagnostic::Severity::kError, std::move(at), 0, 0,
                                      std::move(what), std::move(hint)}});
}

}  // namespace squall

// Asking a session that goes on: which one, what, and what it answered.
#pragma once

#include <boost/json/value.hpp>
#include <string>

#include "harness/cli/terminal.h"
#include "harness/core/error.h"
#include "harness/http/client.h"
#include "harness/session/control_file.h"

namespace squall {

class CtlClient {
 public:
  /// The session of this run directory; empty: the newest in squall-runs.
  static Result<CtlClient> find(const std::string& run_dir);

  /// The answer, whatever its status. The error: nobody answered.
  Result<HttpResponse> ask(const std::string& method, const std::string& path,
                           const boost::json::value& body = nullptr);

  const ControlAddress& session() const { return session_; }

 private:
  explicit CtlClient(ControlAddress session) : session_(std::move(session)) {}

  ControlAddress session_;
  HttpClient client_;
};

/// Prints what is wrong with what was asked, as the session says; the exit code.
int print_refusal(const GlobalOptions& global, const HttpResponse& response);

/// "delay=200ms", "proof.url=http://…" as the members of a JSON object: VALUE is TOML, or else a
/// text. The error names the argument.
Result<boost::json::object> members_of(const std::vector<std::string>& arguments);

}  // namespace squall

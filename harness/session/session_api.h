// The control API: what each request is answered with, whatever carries it.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "harness/session/action_queue.h"
#include "harness/session/guard.h"
#include "harness/session/messages.h"
#include "harness/session/session_view.h"

namespace squall {

struct ApiRequest {
  std::string method, target, body;
  std::string host, origin, authorization;
  std::string who;  ///< Header X-Squall-Who; empty: the page.
};

struct ApiReply {
  unsigned status = 200;
  std::string type = "application/json";
  std::string body;
  std::optional<Role> stream = std::nullopt;  ///< It is answered with the stream of events.
  bool report = false;                        ///< It is the finished report's page.
};

/// What the API is about; all of it outlives the API.
struct SessionApiParts {
  const LoadedScenario& loaded;
  const KindTables& kinds;
  SessionView& view;
  ActionQueue& queue;
  SessionFacts facts;
  std::filesystem::path run_dir;
};

/// One thread at a time, but for reports_are_there().
class SessionApi {
 public:
  static constexpr double kActionsPerS = 50;
  static constexpr double kLooksPerS = 200;

  SessionApi(SessionApiParts parts, std::uint16_t port, const std::string& owner_token,
             const std::string& viewer_token);

  /// `reply` is called once, at once or later and on any thread.
  void answer(const ApiRequest& request, std::function<void(ApiReply)> reply);

  /// From now on the reports can be asked for. Thread-safe.
  void reports_are_there();

  const SessionApiParts& parts() const { return parts_; }

 private:
  ApiReply get(const std::string& target, Role role) const;
  ApiReply report(const std::string& file, const std::string& type) const;
  std::string scenario_text(const std::string& target) const;

  SessionApiParts parts_;
  Guard guard_;
  RateLimit actions_{kActionsPerS}, looks_{kLooksPerS};
  std::atomic<bool> reported_ = false;
};

}  // namespace squall

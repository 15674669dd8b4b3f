#include "harness/analysis/checkers/session_survival.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace squall::session_survival {
namespace {

enum class Role : std::uint8_t { kNone, kOpens, kUses };

struct Session {
  Nanoseconds opened{};
  bool survived = false;     ///< It worked after the last healing.
  bool turned_away = false;  ///< It did not, or an answer refused it since the first fault.
  Nanoseconds refused{};     ///< When it first was.
  bool closed = false;       ///< Its user opened another one.
};

class SessionSurvival final : public Checker {
 public:
  explicit SessionSurvival(const CheckerScope& scope) : scope_(scope) {
    for (const FaultSpan& fault : scope.history.faults) {
      if (!fault.injected) continue;
      injected_ = std::min(injected_.value_or(Nanoseconds::max()), *fault.injected);
      healed_ = std::max(healed_, fault.healed.value_or(Nanoseconds::max()));
    }
    for (const Load& load : scope.scenario.loads) roles_.push_back(roles_of(load));
  }

  void add(const Attempt& attempt) override {
    if (!attempt.final || attempt.purpose == Purpose::kReadBack || !injected_) return;
    if (attempt.load >= roles_.size() || attempt.step >= roles_[attempt.load].size()) return;
    if (attempt.operation_outcome == Outcome::kDropped) return;
    const Role role = roles_[attempt.load][attempt.step];
    const auto user = std::pair(attempt.load, attempt.user);
    const Nanoseconds at = attempt.intended;
    const bool ok = attempt.operation_outcome == Outcome::kOk;
    if (role == Role::kOpens && ok && attempt.intended + attempt.end < *injected_) {
      sessions_[user] = {attempt.intended + attempt.end, false, false, {}, false};
    } else if (role == Role::kOpens && at >= *injected_) {
      if (const auto session = sessions_.find(user); session != sessions_.end()) {
        session->second.closed = true;
      }
    } else if (role == Role::kUses && at >= *injected_) {
      use(user, attempt, ok);
    }
  }

  void finish(CheckerReport& report) override {
    CheckerFindings findings(report, scope_.spec.options);
    std::uint64_t survived = 0, lost = 0;
    for (const auto& entry : sessions_) {
      const User& user = entry.first;
      const Session& session = entry.second;
      survived += session.survived ? 1U : 0U;
      if (session.survived || !session.turned_away) continue;
      ++lost;
      findings.example(session.refused, [&] {
        return fmt::format(
            "user {} of {}: the session opened at {:.3f} s no longer worked "
            "at {:.3f} s",
            user.second, scope_.scenario.loads[user.first].name, seconds(session.opened),
            seconds(session.refused));
      });
    }
    findings.count("sessions", sessions_.size());
    findings.count("survived", survived);
    findings.count("untested", sessions_.size() - survived - lost);
    findings.anomaly("lost", lost);
    if (!injected_) {
      findings.cannot_tell("no fault was injected");
    } else if (sessions_.empty()) {
      findings.cannot_tell("no session was opened before the first fault");
    } else if (survived + lost == 0) {
      findings.cannot_tell("no session was used after the last healing");
    }
    findings.conclude();
  }

 private:
  using User = std::pair<std::uint8_t, std::uint32_t>;

  void use(const User& user, const Attempt& attempt, bool ok) {
    const auto found = sessions_.find(user);
    if (found == sessions_.end() || found->second.closed) return;
    Session& session = found->second;
    const bool after = attempt.intended >= healed_;
    if (ok) {
      session.survived |= after;
      return;
    }
    const bool refused = attempt.error == ErrorClass::kHttp4xx ||
                         attempt.error == ErrorClass::kUnexpectedBody ||
                         attempt.error == ErrorClass::kUnexpectedStatus;
    if ((!after && !refused) || session.turned_away) return;
    session.turned_away = true;
    session.refused = attempt.intended + attempt.end;
  }

  /// By the number of the step; none where the load has no step that opens a session.
  std::vector<Role> roles_of(const Load& load) const {
    const Workload* workload = scope_.topology.find_workload(load.workload);
    if (workload == nullptr) return {};
    const auto opened_by = scope_.spec.options.get_or<std::string>("opened_by", "");
    const auto used_by = scope_.spec.options.get<ValueList>("used_by");
    std::vector<Role> roles;
    bool opens = false;
    for (std::size_t i = 0; !step_name(*workload, i).empty(); ++i) {
      const std::string_view step = step_name(*workload, i);
      const bool of_iterations = i < workload->steps.size();
      const bool named =
          used_by && std::any_of(used_by->begin(), used_by->end(), [step](const Value& value) {
            const auto* text = std::get_if<std::string>(&value.data);
            return text != nullptr && *text == step;
          });
      Role role = named || (!used_by && of_iterations) ? Role::kUses : Role::kNone;
      if (step == opened_by) role = Role::kOpens;
      opens |= role == Role::kOpens;
      roles.push_back(role);
    }
    return opens ? roles : std::vector<Role>{};
  }

  const CheckerScope scope_;
  std::optional<Nanoseconds> injected_;   ///< The first one.
  Nanoseconds healed_{};                  ///< The last one; max: one never was.
  std::vector<std::vector<Role>> roles_;  ///< By load and step.
  std::map<User, Session> sessions_;
};

}  // namespace

std::unique_ptr<Checker> make(const CheckerScope& scope) {
  return std::make_unique<SessionSurvival>(scope);
}

}  // namespace squall::session_survival

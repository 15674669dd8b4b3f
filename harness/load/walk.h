// One virtual user's slot: the iteration that is under way in it, if there is one.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "harness/core/time.h"
#include "harness/http/cookies.h"
#include "harness/load/compiled_load.h"
#include "harness/load/exchange.h"
#include "harness/load/keys.h"
#include "harness/load/retry.h"
#include "harness/core/timer.h"
#include "harness/model/attempt.h"

namespace squall {

class LoadRun;

/// Reused for iteration after iteration, so that its buffers need not grow again.
struct Walk {
  enum class Stage : std::uint8_t {
    kIdle,        ///< No iteration.
    kThinking,    ///< The next operation is not due yet.
    kBackingOff,  ///< The next attempt of the operation has to wait.
    kTrying,      ///< An attempt is under way.
  };

  /// What is walked. Only iterations count in metrics.
  enum class Part : std::uint8_t {
    kUserSetup,  ///< Before the user's first iteration.
    kIteration,
    kUserTeardown,  ///< After its last.
    kOfLoad,        ///< The load's own set-up or tear-down, in a slot apart.
  };

  Walk(EventLoop& loop, LoadRun& run_, std::uint32_t user_)
      : run(run_), user(user_), timer(loop) {}

  static constexpr Nanoseconds kNever{-1};  ///< In records: it did not happen.

  LoadRun& run;
  const std::uint32_t user;
  Timer timer;  ///< kThinking, kBackingOff; the deadlines of attempts are in the wheel.
  Stage stage = Stage::kIdle;

  // The virtual user
  bool set_up = false;  ///< Its set-up has ended ok.
  CookieJar cookies;

  // The iteration
  Part part = Part::kIteration;
  StepRange steps;  ///< Of the part.
  std::uint32_t iteration = 0;
  const Keys::Key* key = nullptr;
  std::vector<std::string> captures;  ///< Kept ones and those of the set-up are the user's.
  Flow::Course course;                ///< Of a flow that is not plain.
  bool first = true;                  ///< It has not done an operation yet.
  std::string value;                  ///< Of the last write operation.
  bool unconnected = false;  ///< Its last attempt could not even connect, or its set-up failed.
  std::string failure;       ///< kOfLoad: what failed, for a person.

  // The operation
  std::size_t step = 0;
  Nanoseconds due{};
  Nanoseconds deadline{};
  std::string buffer;  ///< Holds the request, where it is not constant.
  OutgoingRequest request;
  int attempts = 0;  ///< Begun so far.
  Retries retries;
  int hedges = 0;               ///< Begun so far.
  bool indeterminate = false;   ///< Some attempt was.
  std::optional<Attempt> held;  ///< kBackingOff: the last attempt, in case there is no other.

  /// The attempts under way: one, and its hedge.
  std::array<Exchange, 2> exchanges{Exchange(*this), Exchange(*this)};
};

}  // namespace squall

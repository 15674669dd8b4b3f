// A toxic: what happens to the bytes of one direction of one connection.
//
// A toxic is pure: it has no clock and no socket. It is shown the next bytes and when they came,
// and says how many of them go on, when, and whether the connection goes on after that. The shaper
// does the rest, so that a toxic is tested by a table.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>

#include "harness/core/time.h"

namespace squall {

/// What becomes of the connection once the bytes of a release have passed.
enum class Then {
  kPass,   ///< It goes on.
  kClose,  ///< Both sides are closed in order, as by a process that ends (FIN).
  kReset,  ///< Both sides are reset, as by a process that dies with unread data (RST).
};

inline constexpr SteadyTime kAtNoTime = SteadyTime::max();

struct Release {
  std::size_t bytes = 0;  ///< Of those shown; 0 only together with kAtNoTime, kClose or kReset.
  SteadyTime due{};  ///< Earlier than they came: at once. kAtNoTime: once the toxic is removed.
  Then then = Then::kPass;
  std::optional<std::string> instead{};  ///< Passes in the place of the bytes, whatever its length.
};

/// What a toxic does by itself, without a byte.
struct Alarm {
  SteadyTime at = kAtNoTime;
  Then then = Then::kPass;
};

class Toxic {
 public:
  virtual ~Toxic() = default;

  /// `bytes` (never empty) wait to pass, and came at `arrived`; they may be changed in place, each
  /// byte once: those that a release leaves are shown again.
  virtual Release next(std::span<char> bytes, SteadyTime arrived) = 0;

  /// The peer closed its side at `arrived`, and all bytes before that have passed.
  virtual Release end(SteadyTime arrived) { return {0, arrived}; }

  virtual Alarm alarm() const { return {}; }

  /// It is removed, and begins nothing new. False: it is in the middle of something that must be
  /// finished first; it is asked again after each release.
  virtual bool leave() { return true; }
};

}  // namespace squall

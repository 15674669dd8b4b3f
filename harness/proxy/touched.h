// What one injected toxic did.
#pragma once

#include <cstdint>

namespace squall {

/// Over all connections of a link. Of the proxy's thread.
struct Touched {
  std::uint64_t connections = 0;
  std::uint64_t bytes = 0;  ///< That it was shown.
  std::uint64_t ended = 0;  ///< Connections that it closed or reset.

  // Of toxics that know HTTP alone.
  std::uint64_t answers = 0;  ///< That it read.
  std::uint64_t changed = 0;  ///< Of these.
  std::uint64_t midway = 0;   ///< Connections that were in an exchange when it came; see Pause.
  std::uint64_t foreign = 0;  ///< Connections that held something else than HTTP/1.x.

  Touched& operator+=(const Touched& other) {
    connections += other.connections;
    bytes += other.bytes;
    ended += other.ended;
    answers += other.answers;
    changed += other.changed;
    midway += other.midway;
    foreign += other.foreign;
    return *this;
  }
};

}  // namespace squall

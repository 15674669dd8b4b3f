// What harness and reaper say to each other: lists of texts, one message a packet.
//
//   harness -> reaper   run DIR SECRET…            first, once; with the topology's lock
//                       spawn ID CWD LOG N ARG×N ENV…
//                       shutdown
//   reaper -> harness   ready
//                       spawned ID PID START_TICKS   with the pidfd
//                       failed ID WHY
//                       exited PID CODE SIGNAL
//                       done LEFT…                   the answer to shutdown, then it exits
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/core/error.h"
#include "harness/core/fd.h"

namespace squall {

struct WireMessage {
  std::vector<std::string> fields;  ///< None holds a NUL; never empty.
  Fd fd;
};

/// Blocks until the message is sent; `fd` >= 0 goes along.
Result<void> send_message(int socket, const std::vector<std::string>& fields, int fd = -1);

/// Blocks for the next message; nullopt: the other side is gone.
std::optional<WireMessage> receive_message(int socket);

}  // namespace squall

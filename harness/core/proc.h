// What /proc says about processes and listeners: the view from outside that evidence rests on.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/core/process_identity.h"
#include "harness/core/time.h"

namespace squall {

struct ProcessInfo {
  std::int64_t pid = 0;
  std::int64_t parent = 0;
  std::int64_t session = 0;
  char state = '?';  ///< R, S, D, T (stopped), t, Z (ended, not yet waited for), …
  std::uint64_t start_ticks = 0;
  std::int64_t threads = 0;
  std::int64_t resident_bytes = 0;  ///< Pages that are shared count in each process.
  Nanoseconds busy_of_children{};   ///< Processor time of its children that were waited for.
  std::string command;              ///< The kernel's short name.

  ProcessIdentity identity() const { return {pid, start_ticks}; }
};

/// nullopt: there is no such process.
std::optional<ProcessInfo> process_info(std::int64_t pid);

std::vector<ProcessInfo> all_processes();

/// Whether the process is still the one that was recorded, and not a zombie.
bool is_alive(const ProcessIdentity& process);

/// Signals the process if it is still the one that was recorded (by pidfd, so that no later one
/// with its pid can be hit). True if it was.
bool signal_process(const ProcessIdentity& process, int number);

/// Those of `all` that descend from `root`, or share its session (it led one), `root` first.
std::vector<ProcessInfo> process_tree(std::int64_t root,
                                      std::vector<ProcessInfo> all = all_processes());

/// Marks every process of a run in its environment with the run's folder, so that one which
/// escaped its parent can still be found.
inline constexpr const char* kRunMark = "SQUALL_RUN";

/// Whether the process's initial environment holds `entry` ("NAME=value").
bool has_environment(std::int64_t pid, const std::string& entry);

/// How many descriptors the process has open.
std::int64_t count_descriptors(std::int64_t pid);

struct Listener {
  std::string host;  ///< "127.0.0.1", "0.0.0.0", "::1", …
  std::uint16_t port = 0;
  std::uint64_t inode = 0;
  bool loopback = false;

  /// Whether it takes the connections to that address.
  bool takes(std::string_view at_host, std::uint16_t at_port) const;
};

/// All TCP sockets that listen, IPv4 and IPv6.
std::vector<Listener> listeners();

/// Whether the process holds the socket.
bool holds_socket(std::int64_t pid, std::uint64_t inode);

/// "pid 4711 (node)" for the process that listens on the port; empty if nobody does or it cannot
/// be seen.
std::string listener_name(std::uint16_t port);

}  // namespace squall

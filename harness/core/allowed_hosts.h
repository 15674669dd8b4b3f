// Which hosts may be dialled: this machine, and what [safety] allow of the topology names.
//
// A slip in a URL, a variable or a redirect must not turn a load or a fault on strangers. What is
// written in the files is checked before a run; whoever opens a connection asks again, once it is
// known where a name leads.
#pragma once

#include <sys/socket.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace squall {

/// Where a URL or an address leads.
struct HostPort {
  std::string host;        ///< "127.0.0.1", "::1", "db.example": without brackets.
  std::uint16_t port = 0;  ///< 0: not said.

  std::string text() const;  ///< "127.0.0.1:80", "[::1]:80", "db.example"
  bool operator==(const HostPort&) const = default;
};

/// Of a URL (whose scheme says the port where it does not itself), of "host:port", or of a host.
/// User, password and path are passed over. nullopt: it is none of these.
std::optional<HostPort> host_port_of(std::string_view text);

/// 127.0.0.0/8, ::1, localhost and names that end in .localhost.
bool is_this_machine(std::string_view host);

class AllowedHosts {
 public:
  /// This machine alone.
  AllowedHosts() = default;

  /// Each entry is a URL or "host:port", for one port, or a host, for all of its ports.
  explicit AllowedHosts(std::vector<std::string> entries) : entries_(std::move(entries)) {}

  /// Whether an entry is the place.
  bool name(const HostPort& place) const;

  /// Whether it may be dialled, by what is written.
  bool allow(const HostPort& place) const { return is_this_machine(place.host) || name(place); }

  /// Whether a connection to `address`, which `place` was found to have, may be opened.
  bool allow(const HostPort& place, const sockaddr& address) const;

  /// Why there is no connection, for a person.
  static std::string refusal(const HostPort& place);

 private:
  std::vector<std::string> entries_;
};

}  // namespace squall

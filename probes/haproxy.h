// The haproxy probe: how HAProxy sees one of its servers, asked through its runtime socket.
#pragma once

#include <array>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/error.h"
#include "harness/core/template.h"
#include "harness/model/kind.h"
#include "harness/model/probe.h"
#include "probes/memory.h"

namespace squall::haproxy_probe {

inline constexpr Option kSocket{
    .name = "socket",
    .type = OptionType::kTemplate,
    .summary = "HAProxy's runtime socket (`stats socket … level admin` in its configuration).",
    .fallback = "{node.dir}/haproxy.sock"};

inline constexpr std::array<Option, 3> kOptions{{
    kSocket,
    {.name = "server",
     .type = OptionType::kTemplate,
     .summary = "\"backend/server\", as in its configuration.",
     .required = true},
    {.name = "status", .summary = "How it begins: UP, DOWN, DRAIN, MAINT, NOLB.", .fallback = "UP"},
}};

struct ServerView {
  std::string status;  ///< "UP", "DOWN", "UP 1/2", "DRAIN", "MAINT"
  int weight = 0;
  int sessions = 0;  ///< Under way.
};

/// One command, and all of the answer, within `timeout`. `socket` may be longer than the 107
/// characters of a path of a socket.
Result<std::string> ask(const std::string& socket, const std::string& command, Nanoseconds timeout);

/// Of the CSV that "show stat" answers; the error names the servers that there are.
Result<ServerView> find_server(const std::string& csv, const std::string& server);

/// A server as "show stat" lists it.
struct ListedServer {
  std::string name;     ///< "backend/server"
  std::string address;  ///< "127.0.0.1:4711"; empty: it has none, or the socket may not tell.
  std::string status;   ///< As in ServerView.
};

/// All servers of the CSV that "show stat" answers.
std::vector<ListedServer> list_servers(const std::string& csv);

/// What a status means: "up" (also while checks begin to fail), "down", "drain" (no new sessions),
/// "maint", "unchecked"; "unknown": no status of HAProxy's.
std::string_view state_of(std::string_view status);

/// Its value: the sessions of the server that are under way.
ProbeSample sample(const ProbeSpec& spec, const Template::Lookup& lookup, std::stop_token stop,
                   ProbeMemory& memory);

}  // namespace squall::haproxy_probe

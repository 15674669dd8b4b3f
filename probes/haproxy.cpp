#include "probes/haproxy.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "harness/core/fd.h"
#include "harness/core/text.h"
#include "harness/model/rendered_option.h"

namespace squall::haproxy_probe {
namespace {

constexpr std::size_t kLongestAnswer = std::size_t{4} << 20;

tl::unexpected<Error> broken(const std::string& socket) {
  const char* const what = errno == EAGAIN ? "no answer" : std::strerror(errno);
  return fail(fmt::format("HAProxy's socket {}: {}", socket, what));
}

// One that hangs accepts nobody: it would be waited for without an end.
void limit_waiting(int connection, Nanoseconds timeout) {
  const auto us = std::max<std::int64_t>(1, timeout / std::chrono::microseconds(1));
  const timeval longest{static_cast<time_t>(us / 1'000'000),
                        static_cast<suseconds_t>(us % 1'000'000)};
  ::setsockopt(connection, SOL_SOCKET, SO_SNDTIMEO, &longest, sizeof longest);
}

// By way of its folder's descriptor, so that the path's length does not matter.
Result<Fd> connect_to(const std::string& socket, Nanoseconds timeout) {
  const std::filesystem::path path(socket);
  const Fd folder(::open(path.parent_path().c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!folder) return broken(socket);
  const std::string name =
      fmt::format("/proc/self/fd/{}/{}", folder.get(), path.filename().string());
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (name.size() >= sizeof address.sun_path) return fail(socket + ": the name is too long");
  std::memcpy(address.sun_path, name.data(), name.size());
  Fd connection(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (connection) limit_waiting(connection.get(), timeout);
  const auto* raw = reinterpret_cast<const sockaddr*>(&address);
  if (!connection || ::connect(connection.get(), raw, sizeof address) != 0) return broken(socket);
  return connection;
}

// The fields of a line; one in quotes may hold commas.
std::vector<std::string> fields_of(std::string_view line) {
  std::vector<std::string> fields(1);
  bool quoted = false;
  for (const char c : line) {
    if (c == '"') {
      quoted = !quoted;
    } else if (c == ',' && !quoted) {
      fields.emplace_back();
    } else if (c != '\r') {
      fields.back() += c;
    }
  }
  return fields;
}

std::size_t column_of(const std::vector<std::string>& head, std::string_view name) {
  return static_cast<std::size_t>(std::find(head.begin(), head.end(), name) - head.begin());
}

}  // namespace

Result<std::string> ask(const std::string& socket, const std::string& command,
                        Nanoseconds timeout) {
  const SteadyTime deadline = steady_now() + timeout;
  const auto connection = connect_to(socket, timeout);
  if (!connection) return tl::unexpected(connection.error());
  const std::string line = command + '\n';
  if (::send(connection->get(), line.data(), line.size(), MSG_NOSIGNAL) !=
      static_cast<ssize_t>(line.size())) {
    return broken(socket);
  }
  std::string answer;
  std::array<char, 4096> buffer;
  while (answer.size() < kLongestAnswer) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - steady_now());
    pollfd poll{.fd = connection->get(), .events = POLLIN, .revents = 0};
    if (left.count() <= 0 || ::poll(&poll, 1, static_cast<int>(left.count())) <= 0) {
      return fail(fmt::format("HAProxy's socket {}: no answer", socket));
    }
    const ssize_t got = ::recv(connection->get(), buffer.data(), buffer.size(), 0);
    if (got < 0) return broken(socket);
    if (got == 0) break;
    answer.append(buffer.data(), static_cast<std::size_t>(got));
  }
  return std::string(trim(answer));
}

Result<ServerView> find_server(const std::string& csv, const std::string& server) {
  const auto lines = split(csv, '\n');
  const auto head = fields_of(lines.empty() ? "" : lines[0]);
  const std::size_t status = column_of(head, "status");
  const std::size_t weight = column_of(head, "weight");
  const std::size_t sessions = column_of(head, "scur");
  std::vector<std::string> known;
  for (std::size_t i = 1; i < lines.size(); ++i) {
    const auto fields = fields_of(lines[i]);
    if (fields.size() <= std::max({status, weight, sessions})) continue;
    if (fields[1] == "FRONTEND" || fields[1] == "BACKEND") continue;
    known.push_back(fields[0] + "/" + fields[1]);
    if (known.back() != server) continue;
    return ServerView{fields[status], std::atoi(fields[weight].c_str()),
                      std::atoi(fields[sessions].c_str())};
  }
  return fail(fmt::format("HAProxy has no server '{}': it has {}", server,
                          known.empty() ? "none" : join_names(known)));
}

std::vector<ListedServer> list_servers(const std::string& csv) {
  const auto lines = split(csv, '\n');
  const auto head = fields_of(lines.empty() ? "" : lines[0]);
  const std::size_t status = column_of(head, "status");
  const std::size_t address = column_of(head, "addr");
  std::vector<ListedServer> servers;
  for (std::size_t i = 1; i < lines.size(); ++i) {
    const auto fields = fields_of(lines[i]);
    if (fields.size() <= status || fields[1] == "FRONTEND" || fields[1] == "BACKEND") continue;
    servers.push_back({fields[0] + "/" + fields[1], address < fields.size() ? fields[address] : "",
                       fields[status]});
  }
  return servers;
}

std::string_view state_of(std::string_view status) {
  if (status.starts_with("UP")) return "up";
  if (status.starts_with("DOWN")) return "down";
  if (status.starts_with("DRAIN") || status.starts_with("NOLB")) return "drain";
  if (status.starts_with("MAINT")) return "maint";
  if (status.starts_with("no check")) return "unchecked";
  return "unknown";
}

ProbeSample sample(const ProbeSpec& spec, const Template::Lookup& lookup, std::stop_token,
                   ProbeMemory&) {
  const auto socket = rendered(spec.options, "socket", lookup);
  const auto server = rendered(spec.options, "server", lookup);
  if (!socket) return {false, socket.error().message, {}};
  if (!server) return {false, server.error().message, {}};
  const SteadyTime start = steady_now();
  const auto csv = ask(*socket, "show stat", spec.timeout);
  const Nanoseconds took = steady_now() - start;
  if (!csv) return {false, csv.error().message, took};
  const auto view = find_server(*csv, *server);
  if (!view) return {false, view.error().message, took};
  const auto wanted = spec.options.get_or<std::string>("status", "UP");
  return {view->status.starts_with(wanted), view->status, took,
          static_cast<double>(view->sessions)};
}

}  // namespace squall::haproxy_probe

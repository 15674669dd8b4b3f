#include "harness/core/proc.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <iterator>
#include <memory>
#include <set>
#include <sstream>

#include "harness/core/allowed_hosts.h"
#include "harness/core/file.h"
#include "harness/core/pidfd.h"
#include "harness/core/text.h"

namespace squall {
namespace {

struct CloseDir {
  void operator()(DIR* dir) const { ::closedir(dir); }
};
using Dir = std::unique_ptr<DIR, CloseDir>;

// Visits the entries of a folder whose names are numbers, until `fn` returns false.
template <typename Fn>
void for_each_number(const std::string& folder, Fn&& fn) {
  const Dir dir(::opendir(folder.c_str()));
  if (dir == nullptr) return;
  while (const dirent* entry = ::readdir(dir.get())) {
    const char* const end = entry->d_name + std::strlen(entry->d_name);
    std::int64_t number = 0;
    const auto [rest, error] = std::from_chars(entry->d_name, end, number);
    if (error == std::errc{} && rest == end && !fn(number)) return;
  }
}

// Empty for a process that is gone.
std::string read(const std::string& path) { return read_file(path).value_or(std::string()); }

// An address as /proc/net/tcp{,6} writes it: 32-bit words in the machine's byte order, in hex.
std::vector<unsigned char> address_bytes(std::string_view hex) {
  std::vector<unsigned char> bytes;
  for (std::size_t at = 0; at + 8 <= hex.size(); at += 8) {
    std::uint32_t word = 0;
    std::from_chars(hex.data() + at, hex.data() + at + 8, word, 16);
    const auto* const raw = reinterpret_cast<const unsigned char*>(&word);
    bytes.insert(bytes.end(), raw, raw + sizeof word);
  }
  return bytes;
}

std::string address_text(const std::vector<unsigned char>& bytes) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const int family = bytes.size() == 4 ? AF_INET : AF_INET6;
  const char* const done = ::inet_ntop(family, bytes.data(), text.data(), text.size());
  return done == nullptr ? "?" : done;
}

void read_listeners(const char* path, std::vector<Listener>& found) {
  // The first line is the heading, which is in no state.
  for (const std::string& line : split(read(path), '\n')) {
    // sl local_address rem_address st tx:rx tr:when retrnsmt uid timeout inode …
    std::istringstream fields(line);
    const std::vector<std::string> field{std::istream_iterator<std::string>(fields), {}};
    constexpr std::string_view kListen = "0A";
    if (field.size() < 10 || field[3] != kListen) continue;
    const std::size_t colon = field[1].find(':');
    if (colon == std::string::npos) continue;
    Listener listener;
    listener.host = address_text(address_bytes(field[1].substr(0, colon)));
    listener.port = static_cast<std::uint16_t>(std::stoul(field[1].substr(colon + 1), nullptr, 16));
    listener.inode = std::stoull(field[9]);
    listener.loopback = is_this_machine(listener.host);
    found.push_back(std::move(listener));
  }
}

}  // namespace

std::optional<ProcessInfo> process_info(std::int64_t pid) {
  const std::string stat = read(fmt::format("/proc/{}/stat", pid));
  // "pid (command) state ppid pgrp session …": the command may itself hold spaces and brackets.
  const std::size_t open = stat.find('(');
  const std::size_t close = stat.rfind(')');
  if (open == stat.npos || close == stat.npos) return std::nullopt;
  std::istringstream rest(stat.substr(close + 1));
  const std::vector<std::string> field{std::istream_iterator<std::string>(rest), {}};
  // The manual counts fields from 1, and the state is field 3.
  constexpr std::size_t kUserOfChildren = 13, kSystemOfChildren = 14, kThreads = 17;
  constexpr std::size_t kStartTicks = 19, kResidentPages = 21;
  if (field.size() <= kResidentPages) return std::nullopt;
  ProcessInfo info;
  info.pid = pid;
  info.command = stat.substr(open + 1, close - open - 1);
  info.state = field[0][0];
  info.parent = std::stoll(field[1]);
  info.session = std::stoll(field[3]);
  info.start_ticks = std::stoull(field[kStartTicks]);
  info.threads = std::stoll(field[kThreads]);
  info.resident_bytes = std::stoll(field[kResidentPages]) * ::sysconf(_SC_PAGESIZE);
  const std::int64_t ticks =
      std::stoll(field[kUserOfChildren]) + std::stoll(field[kSystemOfChildren]);
  info.busy_of_children = Nanoseconds(std::nano::den) / ::sysconf(_SC_CLK_TCK) * ticks;
  return info;
}

std::vector<ProcessInfo> all_processes() {
  std::vector<ProcessInfo> all;
  for_each_number("/proc", [&](std::int64_t pid) {
    if (auto info = process_info(pid)) all.push_back(std::move(*info));
    return true;
  });
  return all;
}

bool is_alive(const ProcessIdentity& process) {
  const auto info = process_info(process.pid);
  return info && info->start_ticks == process.start_ticks && info->state != 'Z';
}

bool signal_process(const ProcessIdentity& process, int number) {
  const Fd pidfd = open_pidfd(process.pid);
  // Only now that it is held does a look at its start time prove anything.
  return pidfd && is_alive(process) && signal_pidfd(pidfd, number);
}

std::vector<ProcessInfo> process_tree(std::int64_t root, std::vector<ProcessInfo> all) {
  std::vector<ProcessInfo> tree;
  std::set<std::int64_t> members{root};
  // Parents can stand behind their children in /proc, so go round until nothing is added.
  for (bool grew = true; grew;) {
    const auto is_member = [&](const ProcessInfo& info) {
      return info.pid == root || info.session == root || members.count(info.parent) == 1;
    };
    const auto split = std::stable_partition(all.begin(), all.end(), is_member);
    grew = split != all.begin();
    for (auto it = all.begin(); it != split; ++it) members.insert(it->pid);
    std::move(all.begin(), split, std::back_inserter(tree));
    all.erase(all.begin(), split);
  }
  const auto is_root = [&](const ProcessInfo& info) { return info.pid == root; };
  std::stable_partition(tree.begin(), tree.end(), is_root);
  return tree;
}

bool has_environment(std::int64_t pid, const std::string& entry) {
  const std::string environment = '\0' + read(fmt::format("/proc/{}/environ", pid));
  return environment.find('\0' + entry + '\0') != environment.npos;
}

bool Listener::takes(std::string_view at_host, std::uint16_t at_port) const {
  const bool here = host == at_host || host == "0.0.0.0" || host == "::" ||
                    host == "::ffff:" + std::string(at_host);
  return here && port == at_port;
}

std::vector<Listener> listeners() {
  std::vector<Listener> found;
  read_listeners("/proc/net/tcp", found);
  read_listeners("/proc/net/tcp6", found);
  return found;
}

bool holds_socket(std::int64_t pid, std::uint64_t inode) {
  const std::string folder = fmt::format("/proc/{}/fd", pid);
  const std::string wanted = fmt::format("socket:[{}]", inode);
  bool found = false;
  for_each_number(folder, [&](std::int64_t fd) {
    std::array<char, 64> target{};
    const std::string link = fmt::format("{}/{}", folder, fd);
    const ssize_t length = ::readlink(link.c_str(), target.data(), target.size());
    found = length > 0 && wanted == std::string_view(target.data(), static_cast<size_t>(length));
    return !found;
  });
  return found;
}

std::int64_t count_descriptors(std::int64_t pid) {
  std::int64_t count = 0;
  for_each_number(fmt::format("/proc/{}/fd", pid), [&](std::int64_t) { return ++count > 0; });
  return count;
}

std::string listener_name(std::uint16_t port) {
  for (const Listener& listener : listeners()) {
    if (listener.port != port) continue;
    for (const ProcessInfo& process : all_processes()) {
      if (!holds_socket(process.pid, listener.inode)) continue;
      return fmt::format("pid {} ({})", process.pid, process.command);
    }
  }
  return {};
}

}  // namespace squall

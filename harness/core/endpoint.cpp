#include "harness/core/endpoint.h"

#include <fmt/format.h>
#include <netdb.h>

#include <algorithm>
#include <memory>

namespace squall {

Result<std::vector<Endpoint>> resolve_host(const std::string& host, std::uint16_t port) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_NUMERICSERV;
  addrinfo* found = nullptr;
  const int error = ::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found);
  if (error != 0) {
    const bool ipv6 = host.find(':') != host.npos;
    return fail(
        fmt::format("the host of {} is not known: {}",
                    ipv6 ? fmt::format("[{}]:{}", host, port) : fmt::format("{}:{}", host, port),
                    ::gai_strerror(error)));
  }
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owner(found, &::freeaddrinfo);
  std::vector<Endpoint> endpoints;
  for (const addrinfo* entry = found; entry != nullptr; entry = entry->ai_next) {
    endpoints.emplace_back(entry->ai_addr, entry->ai_addrlen);
  }
  std::stable_partition(endpoints.begin(), endpoints.end(),
                        [](const Endpoint& endpoint) { return endpoint.family() == AF_INET; });
  return endpoints;
}

}  // namespace squall

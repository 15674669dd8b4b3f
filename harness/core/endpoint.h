// An address of a host as the kernel takes it.
#pragma once

#include <sys/socket.h>

#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#include "harness/core/error.h"

namespace squall {

class Endpoint {
 public:
  Endpoint(const sockaddr* address, socklen_t size) : size_(size) {
    std::memcpy(&storage_, address, size);
  }

  int family() const { return storage_.ss_family; }
  const sockaddr* data() const { return reinterpret_cast<const sockaddr*>(&storage_); }
  socklen_t size() const { return size_; }

 private:
  sockaddr_storage storage_{};
  socklen_t size_;
};

/// The endpoints of a host, IPv4 first; never none. The error says why there are none. Blocks when
/// the host is a name.
Result<std::vector<Endpoint>> resolve_host(const std::string& host, std::uint16_t port);

}  // namespace squall

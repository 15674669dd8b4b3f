// Takes as many bytes as it can get: opens CONNECTIONS to PORT, asks each for PATH over HTTP again
// and again, throws the answers away without copying them (MSG_TRUNC), and prints bytes a second.
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "tests/bench/loopback.h"

namespace {

int ask(const std::string& request, int port) {
  const int socket = dial(port);
  ::send(socket, request.data(), request.size(), MSG_NOSIGNAL);
  return socket;
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 5) {
    std::fputs("usage: bulk_sink PORT PATH CONNECTIONS SECONDS\n", stderr);
    return 64;
  }
  const int port = std::atoi(arguments[1]);
  const std::string request =
      std::string("GET ") + arguments[2] + " HTTP/1.1\r\nHost: bulk\r\nConnection: close\r\n\r\n";
  std::vector<pollfd> sockets;
  for (int i = 0; i < std::atoi(arguments[3]); ++i) {
    sockets.push_back({ask(request, port), POLLIN, 0});
  }
  const double start = now_s();
  const double end = start + std::atof(arguments[4]);
  double bytes = 0;
  while (now_s() < end) {
    if (::poll(sockets.data(), sockets.size(), 100) <= 0) continue;
    for (pollfd& socket : sockets) {
      if (socket.revents == 0) continue;
      const ssize_t got =
          ::recv(socket.fd, nullptr, std::size_t{4} << 20, MSG_TRUNC | MSG_DONTWAIT);
      if (got > 0) {
        bytes += static_cast<double>(got);
      } else if (got == 0) {
        ::close(socket.fd);
        socket.fd = ask(request, port);
      }
    }
  }
  std::printf("bytes/s: %.0f\n", bytes / (now_s() - start));
  return 0;
}

// Takes as many bytes as it can get: opens CONNECTIONS to PORT, asks each for PATH over HTTP again and
// again, throws the answers away without copying them (MSG_TRUNC), and prints bytes a second.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

namespace {

double now_s() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

int dial(const std::string& request, int port) {
  const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) std::exit(70);
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
    sockets.push_back({dial(request, port), POLLIN, 0});
  }
  const double start = now_s();
  const double end = start + std::atof(arguments[4]);
  double bytes = 0;
  while (now_s() < end) {
    if (::poll(sockets.data(), sockets.size(), 100) <= 0) continue;
    for (pollfd& socket : sockets) {
      if (socket.revents == 0) continue;
      const ssize_t got = ::recv(socket.fd, nullptr, std::size_t{4} << 20, MSG_TRUNC | MSG_DONTWAIT);
      if (got > 0) {
        bytes += static_cast<double>(got);
      } else if (got == 0) {
        ::close(socket.fd);
        socket.fd = dial(request, port);
      }
    }
  }
  std::printf("bytes/s: %.0f\n", bytes / (now_s() - start));
  return 0;
}

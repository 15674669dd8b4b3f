// The floor under a load generator, for benchmarks: what it costs on this machine to send requests
// and to read answers, and nothing else. Nothing is parsed, checked, timed or recorded.
//
//   bare_client sockets|curl PORT CONNECTIONS SECONDS     prints "Requests/sec: N"
//   bare_client clock RATE SECONDS                        prints "Late p99: N us"
//
// `sockets`: epoll, one send and one recv a request. Answers have to come in one piece.
// `curl`: libcurl's multi interface with an epoll of our own, as its documentation shows it.
// `clock`: sends nothing, only looks at the clock until each of RATE moments a second has come. How
// late it then is, is what the machine takes from whoever is awake all the time.
#include <curl/curl.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "tests/bench/loopback.h"

namespace {

constexpr std::string_view kRequest = "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
constexpr int kIdleMs = 100;

struct Asked {
  int port, connections;
  double seconds;
};

[[noreturn]] void die(const char* what) {
  std::perror(what);
  std::exit(1);
}

int dial_quick(int port) {
  const int socket = dial(port);
  const int on = 1;
  ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  ::fcntl(socket, F_SETFL, O_NONBLOCK);
  return socket;
}

using Batch = std::array<epoll_event, 256>;

std::uint64_t with_sockets(const Asked& asked) {
  const int epoll = ::epoll_create1(0);
  for (int i = 0; i < asked.connections; ++i) {
    epoll_event event{};
    event.events = EPOLLIN | EPOLLET;
    event.data.fd = dial_quick(asked.port);
    ::epoll_ctl(epoll, EPOLL_CTL_ADD, event.data.fd, &event);
    ::send(event.data.fd, kRequest.data(), kRequest.size(), MSG_NOSIGNAL);
  }
  std::uint64_t answers = 0;
  std::array<char, 65536> buffer;
  Batch batch;
  for (const double end = now_s() + asked.seconds; now_s() < end;) {
    const int ready = ::epoll_wait(epoll, batch.data(), static_cast<int>(batch.size()), kIdleMs);
    for (int i = 0; i < ready; ++i) {
      const int socket = batch[static_cast<std::size_t>(i)].data.fd;
      if (::recv(socket, buffer.data(), buffer.size(), 0) <= 0) die("recv");
    }
    for (int i = 0; i < ready; ++i, ++answers) {
      const int socket = batch[static_cast<std::size_t>(i)].data.fd;
      ::send(socket, kRequest.data(), kRequest.size(), MSG_NOSIGNAL);
    }
  }
  return answers;
}

int curl_epoll = -1;
long curl_due_ms = -1;

int on_socket(CURL*, curl_socket_t socket, int what, void*, void*) {
  epoll_event event{};
  event.events =
      ((what & CURL_POLL_IN) != 0 ? EPOLLIN : 0U) | ((what & CURL_POLL_OUT) != 0 ? EPOLLOUT : 0U);
  event.data.fd = socket;
  if (what == CURL_POLL_REMOVE) {
    ::epoll_ctl(curl_epoll, EPOLL_CTL_DEL, socket, nullptr);
  } else if (::epoll_ctl(curl_epoll, EPOLL_CTL_ADD, socket, &event) != 0) {
    ::epoll_ctl(curl_epoll, EPOLL_CTL_MOD, socket, &event);
  }
  return 0;
}

int on_timer(CURLM*, long due_ms, void*) {
  curl_due_ms = due_ms;
  return 0;
}

std::size_t on_body(char*, std::size_t size, std::size_t number, void*) { return size * number; }

CURLM* start_curl(const Asked& asked) {
  curl_global_init(CURL_GLOBAL_DEFAULT);
  curl_epoll = ::epoll_create1(0);
  CURLM* const multi = curl_multi_init();
  curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, on_socket);
  curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, on_timer);
  curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, static_cast<long>(asked.connections));
  const std::string url = "http://127.0.0.1:" + std::to_string(asked.port) + "/";
  for (int i = 0; i < asked.connections; ++i) {
    CURL* const easy = curl_easy_init();
    curl_easy_setopt(easy, CURLOPT_URL, url.c_str());
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_multi_add_handle(multi, easy);
  }
  return multi;
}

std::uint64_t with_curl(const Asked& asked) {
  CURLM* const multi = start_curl(asked);
  std::uint64_t answers = 0;
  int running = 0, left = 0;
  Batch batch;
  for (const double end = now_s() + asked.seconds; now_s() < end;) {
    const int wait = curl_due_ms >= 0 ? static_cast<int>(curl_due_ms) : kIdleMs;
    const int ready = ::epoll_wait(curl_epoll, batch.data(), static_cast<int>(batch.size()), wait);
    if (ready == 0 || curl_due_ms == 0) {
      curl_due_ms = -1;
      curl_multi_socket_action(multi, CURL_SOCKET_TIMEOUT, 0, &running);
    }
    for (int i = 0; i < ready; ++i) {
      const epoll_event& event = batch[static_cast<std::size_t>(i)];
      const int in = (event.events & EPOLLIN) != 0 ? CURL_CSELECT_IN : 0;
      const int out = (event.events & EPOLLOUT) != 0 ? CURL_CSELECT_OUT : 0;
      curl_multi_socket_action(multi, event.data.fd, in | out, &running);
    }
    while (const CURLMsg* const message = curl_multi_info_read(multi, &left)) {
      if (message->data.result != CURLE_OK) die(curl_easy_strerror(message->data.result));
      CURL* const easy = message->easy_handle;
      ++answers;
      curl_multi_remove_handle(multi, easy);
      curl_multi_add_handle(multi, easy);
    }
  }
  return answers;
}

double late_p99_us(double rate_per_s, double seconds) {
  std::vector<double> late;
  const double begun = now_s();
  for (double due = begun; due < begun + seconds; due += 1 / rate_per_s) {
    double now = now_s();
    while (now < due) now = now_s();
    late.push_back((now - due) * 1e6);
  }
  const auto p99 = late.begin() + static_cast<std::ptrdiff_t>(late.size() * 99 / 100);
  std::nth_element(late.begin(), p99, late.end());
  return *p99;
}

}  // namespace

int main(int count, char** values) {
  const std::vector<std::string> given(values + 1, values + count);
  if (given.size() == 3 && given[0] == "clock" && std::atof(given[1].c_str()) > 0) {
    std::printf("Late p99: %.3f us\n",
                late_p99_us(std::atof(given[1].c_str()), std::atof(given[2].c_str())));
    return 0;
  }
  if (given.size() != 4 || (given[0] != "sockets" && given[0] != "curl")) {
    std::fputs(
        "usage: bare_client sockets|curl PORT CONNECTIONS SECONDS\n"
        "       bare_client clock RATE SECONDS\n",
        stderr);
    return 64;
  }
  const Asked asked{std::atoi(given[1].c_str()), std::atoi(given[2].c_str()),
                    std::atof(given[3].c_str())};
  const double begun = now_s();
  const std::uint64_t answers = given[0] == "curl" ? with_curl(asked) : with_sockets(asked);
  std::printf("Requests/sec: %.2f\n", static_cast<double>(answers) / (now_s() - begun));
}

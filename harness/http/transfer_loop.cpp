#include "harness/http/transfer_loop.h"

#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <new>
#include <system_error>

#include "harness/http/curl_handles.h"
#include "harness/http/transfer.h"

namespace squall {
namespace {

// Idle connections: libcurl's default is 4 for each transfer under way, so that a pause would close
// what the next request needs.
constexpr long kMostKept = 65535;

}  // namespace

struct TransferLoop::Callbacks {
  static TransferLoop& of(void* user) { return *static_cast<TransferLoop*>(user); }

  static int on_watch(CURL*, curl_socket_t socket, int what, void* user, void*) noexcept {
    const bool read = what == CURL_POLL_IN || what == CURL_POLL_INOUT;
    const bool write = what == CURL_POLL_OUT || what == CURL_POLL_INOUT;
    of(user).reactor_.watch(socket, {read, write});
    return 0;
  }

  static int on_timer(CURLM*, long delay_ms, void* user) noexcept {
    TransferLoop& loop = of(user);
    if (delay_ms == 0 && loop.acting_) {
      loop.at_once_ = true;
    } else if (delay_ms >= 0) {
      loop.reactor_.call_in(std::chrono::milliseconds(delay_ms));
    }
    return 0;  // A timer that is no longer wanted does no harm when it fires.
  }

  static curl_socket_t on_open(void* user, curlsocktype, curl_sockaddr* address) noexcept {
    Transfer& transfer = *static_cast<Transfer*>(user);
    if (!transfer.may_open(address->addr)) return CURL_SOCKET_BAD;
    const int socket = ::socket(address->family, address->socktype | SOCK_CLOEXEC,
                                address->protocol);
    if (socket >= 0) {
      transfer.on_opening();
    } else if (transfer.loop_ != nullptr) {
      const std::error_code error(errno, std::generic_category());
      transfer.loop_->failure_ = std::make_exception_ptr(std::system_error(error, "socket"));
    }
    return socket >= 0 ? socket : CURL_SOCKET_BAD;
  }

  static int on_close(void* user, curl_socket_t socket) noexcept {
    of(user).reactor_.forget(socket);
    return ::close(socket);
  }
};

void TransferLoop::MultiDeleter::operator()(void* multi) const { curl_multi_cleanup(multi); }

TransferLoop::TransferLoop(TransferReactor& reactor, int max_connections)
    : reactor_(reactor) {
  use_curl();
  multi_.reset(curl_multi_init());
  if (!multi_) throw std::bad_alloc();
  CURLM* multi = multi_.get();
  void* self = this;
  curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, &Callbacks::on_watch);
  curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, self);
  curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, &Callbacks::on_timer);
  curl_multi_setopt(multi, CURLMOPT_TIMERDATA, self);
  curl_multi_setopt(multi, CURLMOPT_MAX_HOST_CONNECTIONS, static_cast<long>(max_connections));
  curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, kMostKept);
}

TransferLoop::~TransferLoop() = default;

void TransferLoop::begin(Transfer& transfer) {
  CURL* easy = transfer.easy_.get();
  if (transfer.loop_ != this) {
    transfer.loop_ = this;
    void* self = this;
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, &Callbacks::on_open);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, static_cast<void*>(&transfer));
    curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, &Callbacks::on_close);
    curl_easy_setopt(easy, CURLOPT_CLOSESOCKETDATA, self);
  }
  if (const CURLMcode code = curl_multi_add_handle(multi_.get(), easy); code != CURLM_OK) {
    throw std::runtime_error(curl_multi_strerror(code));
  }
}

void TransferLoop::end(Transfer& transfer) {
  curl_multi_remove_handle(multi_.get(), transfer.easy_.get());
}

void TransferLoop::on_ready(int socket, TransferReactor::Interest ready) {
  act(socket, (ready.read ? CURL_CSELECT_IN : 0) | (ready.write ? CURL_CSELECT_OUT : 0));
}

void TransferLoop::on_time() { act(CURL_SOCKET_TIMEOUT, 0); }

void TransferLoop::act(int socket, int events) {
  constexpr int kMostRounds = 8;  // Others on the event loop have to have their turn.
  int running = 0;
  acting_ = true;
  at_once_ = false;
  curl_multi_socket_action(multi_.get(), socket, events, &running);
  tell_ended();
  for (int round = 1; at_once_ && round < kMostRounds; ++round) {
    at_once_ = false;
    curl_multi_socket_action(multi_.get(), CURL_SOCKET_TIMEOUT, 0, &running);
    tell_ended();
  }
  acting_ = false;
  if (at_once_) reactor_.call_in(Nanoseconds(0));
  if (failure_) std::rethrow_exception(failure_);
}

// What is told may begin and end transfers.
void TransferLoop::tell_ended() {
  int left = 0;
  while (const CURLMsg* message = curl_multi_info_read(multi_.get(), &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    const CURLcode code = message->data.result;
    void* transfer = nullptr;
    curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &transfer);
    static_cast<Transfer*>(transfer)->end(code);
  }
}

}  // namespace squall

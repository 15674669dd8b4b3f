#include "harness/topology/reaper_wire.h"

#include <fmt/format.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>

#include "harness/core/text.h"

namespace squall {
namespace {

// Room for one descriptor, aligned as the kernel wants it.
union ControlBuffer {
  char bytes[CMSG_SPACE(sizeof(int))];
  cmsghdr align;
};

Fd take_fd(msghdr& header) {
  const cmsghdr* const control = CMSG_FIRSTHDR(&header);
  if (control == nullptr || control->cmsg_type != SCM_RIGHTS) return Fd();
  int fd = -1;
  std::memcpy(&fd, CMSG_DATA(control), sizeof fd);
  return Fd(fd);
}

}  // namespace

Result<void> send_message(int socket, const std::vector<std::string>& fields, int fd) {
  std::string text;
  for (const std::string& field : fields) text += field + '\0';
  iovec part{text.data(), text.size()};
  msghdr header{};
  header.msg_iov = &part;
  header.msg_iovlen = 1;
  ControlBuffer control{};
  if (fd >= 0) {
    header.msg_control = control.bytes;
    header.msg_controllen = sizeof control.bytes;
    cmsghdr* const first = CMSG_FIRSTHDR(&header);
    first->cmsg_level = SOL_SOCKET;
    first->cmsg_type = SCM_RIGHTS;
    first->cmsg_len = CMSG_LEN(sizeof fd);
    std::memcpy(CMSG_DATA(first), &fd, sizeof fd);
  }
  while (::sendmsg(socket, &header, MSG_NOSIGNAL) < 0) {
    if (errno == EINTR) continue;
    if (errno == EMSGSIZE) return fail("the command line and environment are too long");
    return fail(fmt::format("the reaper cannot be reached: {}", std::strerror(errno)));
  }
  return {};
}

std::optional<WireMessage> receive_message(int socket) {
  ssize_t size = 0;
  do {
    size = ::recv(socket, nullptr, 0, MSG_PEEK | MSG_TRUNC);
  } while (size < 0 && errno == EINTR);
  if (size <= 0) return std::nullopt;

  std::string text(static_cast<std::size_t>(size), '\0');
  iovec part{text.data(), text.size()};
  ControlBuffer control{};
  msghdr header{};
  header.msg_iov = &part;
  header.msg_iovlen = 1;
  header.msg_control = control.bytes;
  header.msg_controllen = sizeof control.bytes;
  if (::recvmsg(socket, &header, MSG_CMSG_CLOEXEC) != size) return std::nullopt;
  WireMessage message{split(text, '\0'), take_fd(header)};
  message.fields.pop_back();  // Behind the last NUL.
  if (message.fields.empty()) return std::nullopt;
  return message;
}

}  // namespace squall

#include "harness/session/stream_hub.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <utility>

namespace squall {
namespace {

StreamText text_of(std::uint64_t id, const std::string& event, const std::string& data) {
  return std::make_shared<const std::string>(
      fmt::format("id: {}\nevent: {}\ndata: {}\n\n", id, event, data));
}

std::uint64_t number_in(const std::string& text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} && end == text.data() + text.size() ? number : 0;
}

}  // namespace

void StreamHub::publish(const std::string& event, const std::string& data,
                        const std::string& for_owner) {
  const std::uint64_t id = next_id_++;
  Message message{id, text_of(id, event, data), nullptr};
  message.for_owners = for_owner.empty() ? message.for_viewers : text_of(id, event, for_owner);
  // Who cannot keep up is left behind; what comes back begins anew.
  std::erase_if(viewers_, [&](const std::shared_ptr<StreamViewer>& viewer) {
    return !viewer->take(viewer->role() == Role::kOwner ? message.for_owners : message.for_viewers);
  });
  kept_.push_back(std::move(message));
  if (kept_.size() > kKept) kept_.pop_front();
}

void StreamHub::join(const std::shared_ptr<StreamViewer>& viewer, const std::string& last_id,
                     const std::function<std::string()>& hello) {
  const std::uint64_t last = number_in(last_id);
  const bool known = last > 0 && last < next_id_ && !kept_.empty() && kept_.front().id <= last + 1;
  if (!known) viewer->take(text_of(next_id_ - 1, "hello", hello()));
  for (const Message& message : kept_) {
    if (!known || message.id <= last) continue;
    viewer->take(viewer->role() == Role::kOwner ? message.for_owners : message.for_viewers);
  }
  viewers_.push_back(viewer);
}

void StreamHub::leave(const StreamViewer& viewer) {
  std::erase_if(viewers_,
                [&](const std::shared_ptr<StreamViewer>& each) { return each.get() == &viewer; });
}

void StreamHub::end() {
  for (const std::shared_ptr<StreamViewer>& viewer : std::exchange(viewers_, {})) viewer->end();
}

}  // namespace squall

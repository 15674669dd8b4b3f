// The stream of events that viewers follow: Server-Sent Events, without the sockets.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "harness/session/messages.h"

namespace squall {

/// Ready to be written: "id: 7\nevent: faults\ndata: […]\n\n". Shared by all who get it.
using StreamText = std::shared_ptr<const std::string>;

/// Somebody who follows the stream.
class StreamViewer {
 public:
  virtual ~StreamViewer() = default;
  virtual Role role() const = 0;
  /// Takes it over, or says that it has too much waiting already: then it is left behind.
  virtual bool take(const StreamText& text) = 0;
  /// No more comes: what waits may still be written.
  virtual void end() = 0;
};

/// One thread at a time.
class StreamHub {
 public:
  static constexpr std::size_t kKept =
      256;  ///< Messages that a viewer that comes back may catch up.
  static constexpr std::size_t kMostViewers = 40;

  /// `for_owner` is what owners get in place of `data`, if it is not empty.
  void publish(const std::string& event, const std::string& data,
               const std::string& for_owner = {});

  /// Whether there is room for another viewer.
  bool has_room() const { return viewers_.size() < kMostViewers; }

  /// The viewer gets all behind message `last_id` if that is still known, else `hello`; and from
  /// then on whatever is published.
  void join(const std::shared_ptr<StreamViewer>& viewer, const std::string& last_id,
            const std::function<std::string()>& hello);
  void leave(const StreamViewer& viewer);

  /// Ends the stream of all viewers.
  void end();

  std::size_t viewers() const { return viewers_.size(); }

 private:
  struct Message {
    std::uint64_t id;
    StreamText for_viewers, for_owners;
  };

  std::uint64_t next_id_ = 1;
  std::deque<Message> kept_;
  std::vector<std::shared_ptr<StreamViewer>> viewers_;
};

}  // namespace squall

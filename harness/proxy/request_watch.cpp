#include "harness/proxy/request_watch.h"

namespace squall {

Release RequestWatch::next(std::span<char> bytes, SteadyTime arrived) {
  if (log_->is_tunnel()) return {bytes.size(), arrived};
  if (!log_->in_step()) {
    // Bytes from the server in the middle of a head: then it was none, and this may be one.
    const bool begins = log_->may_fall_in_step();
    if (begins) framer_.begin();
    reads_ = begins || (reads_ && framer_.in_head());
  }
  log_->client_spoke();
  if (reads_) read({bytes.data(), bytes.size()});
  return {bytes.size(), arrived};
}

void RequestWatch::read(std::string_view data) {
  while (true) {
    switch (framer_.feed(data)) {
      case RequestFramer::Progress::kMore:
        return;
      case RequestFramer::Progress::kHead:
        note_head();
        break;
      case RequestFramer::Progress::kDone:
        framer_.begin();
        break;
      case RequestFramer::Progress::kFailed:
        reads_ = false;
        return log_->client_is_foreign();
    }
  }
}

void RequestWatch::note_head() {
  const std::string_view method = framer_.method();
  log_->fall_in_step();
  log_->open.push_back(
      {choice_.chooses(method, framer_.target(), random_), method == "HEAD", method == "CONNECT"});
}

}  // namespace squall

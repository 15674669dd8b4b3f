// The exchanges (a request and its answer) of one connection, as one HTTP toxic sees them. The
// request decides what happens to the answer, so its two halves share this: a RequestWatch on the
// way up writes it, an AnswerChanger on the way down reads it.
//
// A connection that was open before the toxic came is out of step: nobody knows where in an
// exchange it is. It falls in step where a request begins right after bytes from the server: a
// client that waits for its answers has then had the last one. Until then it passes untouched.
#pragma once

#include <deque>
#include <utility>

#include "harness/proxy/touched.h"

namespace squall {

/// What a connection was doing when a toxic came.
enum class Pause {
  kFresh,    ///< Not a byte has passed.
  kBetween,  ///< The last bytes came from the server: it is probably between two exchanges.
  kMidway,   ///< The last bytes came from the client: a request is open.
};

struct Exchange {
  bool chosen = false;  ///< Its answer is to be changed.
  bool head = false;    ///< A HEAD request: the answer has no body.
  bool connect = false;
};

class ExchangeLog {
 public:
  ExchangeLog(Pause pause, Touched& touched)
      : touched_(&touched),
        in_step_(pause == Pause::kFresh),
        server_last_(pause != Pause::kMidway) {
    if (pause == Pause::kMidway) ++touched.midway;
  }

  /// Whether requests are being told apart.
  bool in_step() const { return in_step_; }
  bool may_fall_in_step() const { return server_last_ && !tunnel_; }
  void fall_in_step() { in_step_ = true; }

  /// What the client sends is no HTTP/1.x. Answers to what it asked before are still read.
  void client_is_foreign() {
    count_foreign();
    in_step_ = false;
  }
  /// The server sent what nobody asked for, or (`foreign`) what is no HTTP/1.x.
  void lose_step(bool foreign) {
    if (foreign) count_foreign();
    in_step_ = false;
    open.clear();
  }
  /// Another protocol was agreed upon: nothing is read any more.
  void become_tunnel() {
    tunnel_ = true;
    lose_step(false);
  }
  bool is_tunnel() const { return tunnel_; }

  void client_spoke() { server_last_ = false; }
  void server_spoke() { server_last_ = true; }

  void count_answer() {
    if (touched_ != nullptr) ++touched_->answers;
  }
  void count_changed() {
    if (touched_ != nullptr) ++touched_->changed;
  }
  /// The toxic was removed: nothing is counted from here on.
  void forget() { touched_ = nullptr; }

  std::deque<Exchange> open;  ///< Requests whose answers have not ended, in order.

 private:
  void count_foreign() {
    if (!std::exchange(foreign_, true) && touched_ != nullptr) ++touched_->foreign;
  }

  Touched* touched_;
  bool in_step_, server_last_;
  bool tunnel_ = false, foreign_ = false;
};

}  // namespace squall

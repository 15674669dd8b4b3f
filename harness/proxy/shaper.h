// The toxics of one direction of one connection, one behind the other.
//
// Each holds what came to it until it is due, and passes it to the next one with the time at which
// it was due, not at which the thread woke up: delays add up without drift.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/proxy/touched.h"
#include "harness/proxy/toxic.h"

namespace squall {

class Shaper {
 public:
  /// The last in the row. `touched` is not counted in once the toxic is removed.
  void add(int id, std::unique_ptr<Toxic> toxic, Touched& touched);

  /// What the toxic still holds goes on at once, or when the toxic can leave.
  void remove(int id, SteadyTime now);

  bool empty() const { return stages_.empty(); }

  void push(std::string_view bytes, SteadyTime now);
  /// The source ends: in order (kClose) or by a reset.
  void push_end(Then how, SteadyTime now);
  /// Puts what had passed all toxics before the last one.
  void push_before_last(std::string bytes, std::optional<Then> end, SteadyTime now);

  /// Passes on what is due.
  void advance(SteadyTime now);

  /// When advance() has something to do, if nothing is pushed before; kAtNoTime.
  SteadyTime next_due() const;

  /// Bytes that passed every toxic; they are the caller's.
  std::deque<std::string>& out() { return out_; }
  std::size_t held_bytes() const { return held_; }

  /// The source's end has passed as well: kClose or kReset.
  std::optional<Then> source_end() const { return source_end_; }
  std::optional<Then> take_source_end() { return std::exchange(source_end_, std::nullopt); }
  /// A toxic ends the connection, after what is in out().
  std::optional<Then> verdict() const { return verdict_; }

 private:
  struct Chunk {
    std::string bytes;
    std::size_t offset = 0;
    SteadyTime arrived{};
    std::optional<Then> end;  ///< Then there are no bytes.
  };

  struct Stage {
    int id = 0;
    std::unique_ptr<Toxic> toxic;
    Touched* touched = nullptr;
    bool leaving = false;
    std::size_t shown = 0;  ///< Bytes of the first chunk that were counted.
    std::deque<Chunk> waiting;
    std::optional<Release> release;  ///< Of the first chunk.
  };

  void take_out(std::size_t stage, SteadyTime now);
  void arrive(std::size_t stage, Chunk chunk);
  void plan_release(Stage& stage);
  void pass(std::size_t stage);
  void end_by(Stage& stage, Then then);

  std::vector<Stage> stages_;
  Touched forgotten_;  ///< Of toxics that are leaving.
  std::deque<std::string> out_;
  std::size_t held_ = 0;
  std::optional<Then> source_end_;
  std::optional<Then> verdict_;
};

}  // namespace squall

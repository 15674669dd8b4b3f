#include "harness/proxy/shaper.h"

#include <algorithm>
#include <utility>

namespace squall {

void Shaper::add(int id, std::unique_ptr<Toxic> toxic, Touched& touched) {
  stages_.push_back({id, std::move(toxic), &touched, false, 0, {}, {}});
}

void Shaper::remove(int id, SteadyTime now) {
  for (std::size_t i = stages_.size(); i-- > 0;) {
    Stage& stage = stages_[i];
    if (stage.id != id) continue;
    stage.touched = &forgotten_;
    stage.leaving = true;
    if (stage.toxic->leave()) take_out(i, now);
  }
  advance(now);
}

// What waits in the stage goes to the next one.
void Shaper::take_out(std::size_t index, SteadyTime now) {
  Stage stage = std::move(stages_[index]);
  stages_.erase(stages_.begin() + static_cast<std::ptrdiff_t>(index));
  for (Chunk& chunk : stage.waiting) {
    held_ -= chunk.bytes.size() - chunk.offset;
    chunk.bytes.erase(0, chunk.offset);
    chunk.offset = 0;
    chunk.arrived = now;
    // What was planned for the first one stands: the toxic has taken these bytes already.
    const auto planned = std::exchange(stage.release, std::nullopt);
    if (planned && planned->instead && chunk.end) arrive(index, {*planned->instead, 0, now, {}});
    if (planned && planned->instead && !chunk.end) {
      chunk.bytes.replace(0, planned->bytes, *planned->instead);
    }
    arrive(index, std::move(chunk));
  }
}

void Shaper::push(std::string_view bytes, SteadyTime now) {
  arrive(0, {std::string(bytes), 0, now, {}});
}

void Shaper::push_end(Then how, SteadyTime now) { arrive(0, {{}, 0, now, how}); }

void Shaper::push_before_last(std::string bytes, std::optional<Then> end, SteadyTime now) {
  if (!bytes.empty()) arrive(stages_.size() - 1, {std::move(bytes), 0, now, {}});
  if (end) arrive(stages_.size() - 1, {{}, 0, now, end});
}

// At the stage with this index, or behind the last one.
void Shaper::arrive(std::size_t stage, Chunk chunk) {
  if (chunk.bytes.empty() && !chunk.end) return;
  if (stage < stages_.size()) {
    held_ += chunk.bytes.size();
    stages_[stage].waiting.push_back(std::move(chunk));
  } else if (chunk.end) {
    source_end_ = chunk.end;
  } else {
    out_.push_back(std::move(chunk.bytes));
  }
}

void Shaper::plan_release(Stage& stage) {
  Chunk& chunk = stage.waiting.front();
  if (chunk.end) {
    stage.release = stage.toxic->end(chunk.arrived);
  } else {
    const std::span<char> bytes(chunk.bytes.data() + chunk.offset,
                                chunk.bytes.size() - chunk.offset);
    const std::size_t unseen = bytes.size() - std::min(stage.shown, bytes.size());
    stage.touched->bytes += unseen;
    stage.shown = bytes.size();
    stage.release = stage.toxic->next(bytes, chunk.arrived);
  }
  stage.release->due = std::max(stage.release->due, chunk.arrived);
}

// The release that is due.
void Shaper::pass(std::size_t index) {
  Stage& stage = stages_[index];
  Release release = *std::exchange(stage.release, std::nullopt);
  Chunk& chunk = stage.waiting.front();
  const bool whole = chunk.end || chunk.offset + release.bytes >= chunk.bytes.size();
  Chunk passed;
  if (whole) {
    passed = std::move(chunk);
    passed.bytes.erase(0, passed.offset);
    passed.offset = 0;
    stage.waiting.pop_front();
    stage.shown = 0;
  } else {
    passed.bytes = chunk.bytes.substr(chunk.offset, release.bytes);
    chunk.offset += release.bytes;
    stage.shown -= release.bytes;
  }
  passed.arrived = release.due;
  held_ -= passed.bytes.size();
  if (release.instead && passed.end) {
    arrive(index + 1, {std::move(*release.instead), 0, release.due, {}});
  } else if (release.instead) {
    passed.bytes = std::move(*release.instead);
  }
  arrive(index + 1, std::move(passed));
  if (release.then != Then::kPass) end_by(stage, release.then);
}

void Shaper::end_by(Stage& stage, Then then) {
  if (verdict_) return;
  verdict_ = then;
  ++stage.touched->ended;
}

void Shaper::advance(SteadyTime now) {
  for (std::size_t i = 0; i < stages_.size() && !verdict_; ++i) {
    Stage& stage = stages_[i];
    const Alarm alarm = stage.toxic->alarm();
    if (alarm.then != Then::kPass && alarm.at <= now) return end_by(stage, alarm.then);
    bool left = false;
    while (!verdict_ && !left) {
      if (!stage.release && stage.waiting.empty()) break;
      if (!stage.release) plan_release(stage);
      if (stage.release->due > now) break;
      pass(i);
      left = stage.leaving && stage.toxic->leave();
    }
    if (left) take_out(i--, now);
  }
}

SteadyTime Shaper::next_due() const {
  SteadyTime due = kAtNoTime;
  if (verdict_) return due;
  for (const Stage& stage : stages_) {
    if (stage.release) due = std::min(due, stage.release->due);
    const Alarm alarm = stage.toxic->alarm();
    if (alarm.then != Then::kPass) due = std::min(due, alarm.at);
  }
  return due;
}

}  // namespace squall

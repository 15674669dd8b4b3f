#include "harness/load/slot_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

namespace squall {
namespace {

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

// RFC 3986 without what it does not allow anywhere in a path or query; '%' stays.
bool allowed_in_target(char c) {
  constexpr std::string_view kForbidden = " \"<>\\^`{|}#";
  return !is_control(c) && static_cast<unsigned char>(c) < 0x80 &&
         kForbidden.find(c) == kForbidden.npos;
}

void append_target(std::string& out, std::string_view text) {
  for (const char c : text) {
    if (allowed_in_target(c)) {
      out += c;
    } else {
      fmt::format_to(std::back_inserter(out), "%{:02X}", static_cast<unsigned char>(c));
    }
  }
}

void append_at(std::string& out, std::string_view text, SlotText::Place place) {
  if (place == SlotText::Place::kTarget) return append_target(out, text);
  const std::size_t start = out.size();
  out += text;
  if (place == SlotText::Place::kBody) return;
  std::replace_if(out.begin() + static_cast<std::ptrdiff_t>(start), out.end(), is_control, ' ');
}

}  // namespace

Result<void> SlotText::append(std::span<const Template::Segment> text,
                              std::span<const std::string> captures, Place place) {
  constexpr std::array<std::pair<std::string_view, Source>, 4> kNames{
      {{"key", Source::kKey},
       {"value", Source::kValue},
       {"iteration", Source::kIteration},
       {"user", Source::kUser}}};
  for (const Template::Segment& segment : text) {
    if (!segment.reference) {
      append(segment.text, place);
      continue;
    }
    Slot slot;
    slot.filter = segment.filter;
    slot.place = place;
    const auto* name = std::find_if(kNames.begin(), kNames.end(),
                                    [&](const auto& entry) { return entry.first == segment.text; });
    const auto capture = std::find(captures.begin(), captures.end(), segment.text);
    if (name != kNames.end()) {
      slot.source = name->second;
    } else if (capture != captures.end()) {
      slot.source = Source::kCapture;
      slot.capture = static_cast<std::size_t>(capture - captures.begin());
    } else {
      return fail(fmt::format("nothing is called {{{}}} here", segment.text));
    }
    slots_.push_back(std::move(slot));
  }
  return {};
}

void SlotText::append(std::string_view literal, Place place) {
  append_at(slots_.empty() ? head_ : slots_.back().after, literal, place);
}

void SlotText::render_to(std::string& out, const Bindings& bindings) const {
  out += head_;
  for (const Slot& slot : slots_) {
    append_value(out, slot, bindings);
    out += slot.after;
  }
}

bool SlotText::uses_key() const {
  return std::any_of(slots_.begin(), slots_.end(),
                     [](const Slot& slot) { return slot.source == Source::kKey; });
}

void SlotText::append_value(std::string& out, const Slot& slot, const Bindings& bindings) {
  std::string_view text;
  switch (slot.source) {
    case Source::kKey:
      text = bindings.key;
      break;
    case Source::kValue:
      text = bindings.value;
      break;
    case Source::kCapture:
      text = bindings.captures[slot.capture];
      break;
    case Source::kIteration:
      fmt::format_to(std::back_inserter(out), "{}", bindings.iteration);
      return;
    case Source::kUser:
      fmt::format_to(std::back_inserter(out), "{}", bindings.user);
      return;
  }
  if (slot.filter == Template::Filter::kNone) return append_at(out, text, slot.place);
  append_at(out, apply_filter(slot.filter, std::string(text)), slot.place);
}

}  // namespace squall

// Texts of requests with slots for what changes from one iteration to the next: names are looked up
// once, when the load is compiled.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/error.h"
#include "harness/core/template.h"
#include "harness/http/cookies.h"

namespace squall {

/// The values of one iteration.
struct Bindings {
  std::string_view key;
  std::string_view value;
  std::uint64_t iteration = 0;
  std::uint32_t user = 0;
  std::span<const std::string> captures;
  const CookieJar* cookies = nullptr;  ///< Of the client; for steps that send cookies.
  std::int64_t utc_s = 0;              ///< Now, in seconds since 1970 UTC: for cookies.
};

/// A text with slots for the values of an iteration.
class SlotText {
 public:
  enum class Place {
    kBody,    ///< Values stand as they are.
    kHeader,  ///< Control characters become spaces, so that no value can add a line.
    kTarget,  ///< What may not stand in a URL is percent-encoded.
  };

  /// `captures` are the names that stand for captured values; the error names a reference that is
  /// neither such a name nor key, value, iteration or user.
  Result<void> append(std::span<const Template::Segment> text,
                      std::span<const std::string> captures, Place place);
  void append(std::string_view literal, Place place = Place::kBody);

  void render_to(std::string& out, const Bindings& bindings) const;

  bool constant() const { return slots_.empty(); }
  bool uses_key() const;
  std::string_view literal() const { return head_; }  ///< All of it, if it is constant.

 private:
  enum class Source { kKey, kValue, kIteration, kUser, kCapture };
  struct Slot {
    Source source = Source::kKey;
    std::size_t capture = 0;
    Template::Filter filter = Template::Filter::kNone;
    Place place = Place::kBody;
    std::string after;  ///< The literal text up to the next slot.
  };

  static void append_value(std::string& out, const Slot& slot, const Bindings& bindings);

  std::string head_;  ///< Before the first slot.
  std::vector<Slot> slots_;
};

}  // namespace squall

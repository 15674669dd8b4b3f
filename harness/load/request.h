// Requests, compiled from templates: what is known when the load starts is serialised once, what
// changes with each iteration is filled in without looking names up.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/error.h"
#include "harness/core/template.h"
#include "harness/model/workload.h"

namespace squall {

/// The values of one iteration.
struct Bindings {
  std::string_view key;
  std::string_view value;
  std::uint64_t iteration = 0;
  std::uint32_t user = 0;
  std::span<const std::string> captures;
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
  void append(std::string_view literal);

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

/// Where a request goes.
struct Address {
  std::string host;
  std::uint16_t port = 80;

  std::string text() const;  ///< "127.0.0.1:8080", "[::1]:80"
  bool operator==(const Address&) const = default;
};

class RequestTemplate {
 public:
  /// `known` resolves static references; the URL's scheme and address must be known then. The
  /// error says which field cannot be used and why.
  static Result<RequestTemplate> compile(const Step& step, const Template::Lookup& known,
                                         std::span<const std::string> captures);

  const Address& address() const { return address_; }
  bool uses_key() const { return head_.uses_key() || body_.uses_key(); }

  /// The bytes of the request. The view is of `buffer` or of this object.
  std::string_view render(std::string& buffer, const Bindings& bindings) const;

 private:
  Result<void> compile_target(const Step& step, const Template& url,
                              std::span<const std::string> captures);
  Result<void> compile_headers(const Step& step, const Template::Lookup& known,
                               std::span<const std::string> captures);

  Address address_;
  std::string user_info_;
  SlotText head_;  ///< Up to the Content-Length's value; or everything, if the body is constant.
  SlotText body_;
  bool body_varies_ = false;
};

}  // namespace squall

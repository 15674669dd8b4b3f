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
#include "harness/load/slot_text.h"
#include "harness/model/workload.h"

namespace squall {

/// Where a request goes.
struct Address {
  std::string host;
  std::uint16_t port = 80;
  bool tls = false;  ///< https

  std::string text() const;  ///< "127.0.0.1:8080", "[::1]:80"
  bool operator==(const Address&) const = default;
};

/// What may go into a head, and may be missing.
struct OptionalParts {
  std::vector<std::string> captures;  ///< Names of captures that may be empty.
  bool cookies = false;               ///< A Cookie header with those of Bindings::cookies.
};

class RequestTemplate {
 public:
  /// `known` resolves static references; the URL's scheme and address must be known then. The
  /// error says which field cannot be used and why. A header that is nothing but a capture that may
  /// be empty is left out while it is.
  static Result<RequestTemplate> compile(const Step& step, const Template::Lookup& known,
                                         std::span<const std::string> captures,
                                         const OptionalParts& optional = {});

  const Address& address() const { return address_; }
  bool uses_key() const { return head_.uses_key() || body_.uses_key(); }

  /// Whether render() always gives the same view of this object.
  bool constant() const {
    return head_.constant() && !body_varies_ && optional_.empty() && !cookies_;
  }

  /// The bytes of the request. The view is of `buffer` or of this object.
  std::string_view render(std::string& buffer, const Bindings& bindings) const;

  /// The path and query of a request that render() gave.
  static std::string_view target_of(std::string_view request);

 private:
  Result<void> compile_target(const Step& step, const Template& url,
                              std::span<const std::string> captures);
  Result<void> compile_headers(const Step& step, const Template::Lookup& known,
                               std::span<const std::string> captures,
                               const OptionalParts& optional);
  void append_optional(std::string& buffer, const Bindings& bindings) const;

  /// A header that is left out while its value is empty.
  struct Header {
    std::string name;  ///< With ": ".
    SlotText value;
  };

  Address address_;
  std::string user_info_;
  SlotText head_;  ///< Up to the optional headers; or everything, if there are none and the body is
                   ///< constant.
  std::vector<Header> optional_;
  bool cookies_ = false;
  std::string tail_;  ///< Behind the optional headers: a constant body, with its Content-Length.
  SlotText body_;
  bool body_varies_ = false;
};

}  // namespace squall

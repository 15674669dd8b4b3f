#include "harness/load/request.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <iterator>
#include <utility>

#include "harness/core/text.h"
#include "harness/http/answer.h"

namespace squall {
namespace {

std::string base64(std::string_view text) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < text.size(); i += 3) {
    std::uint32_t bits = 0;
    for (std::size_t j = i; j < i + 3; ++j) {
      bits = bits << 8 | (j < text.size() ? static_cast<unsigned char>(text[j]) : 0U);
    }
    const std::size_t digits = std::min<std::size_t>(text.size() - i, 3) + 1;
    for (std::size_t j = 0; j < 4; ++j) {
      out += j < digits ? kDigits[(bits >> (18 - 6 * j)) & 63] : '=';
    }
  }
  return out;
}

std::string percent_decode(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned value = 0;
    if (text[i] == '%' && i + 2 < text.size() &&
        std::from_chars(text.data() + i + 1, text.data() + i + 3, value, 16).ptr ==
            text.data() + i + 3) {
      out += static_cast<char>(value);
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

Result<Address> parse_address(std::string_view authority, bool tls) {
  Address address;
  address.tls = tls;
  address.port = tls ? 443 : 80;
  std::string_view port;
  if (authority.starts_with('[')) {
    const std::size_t end = authority.find(']');
    if (end == authority.npos) return fail("its address lacks a ']'");
    address.host = authority.substr(1, end - 1);
    port = authority.substr(end + 1);
  } else {
    const std::size_t colon = authority.find(':');
    address.host = authority.substr(0, colon);
    if (colon != authority.npos) port = authority.substr(colon);
  }
  if (address.host.empty()) return fail("it has no host");
  if (port.empty()) return address;
  const char* end = port.data() + port.size();
  const auto [stop, error] = std::from_chars(port.data() + 1, end, address.port);
  if (port.front() != ':' || error != std::errc() || stop != end || address.port == 0) {
    return fail("its port is not a number");
  }
  return address;
}

// Whether a header's value is nothing but a capture that may be empty.
bool may_be_empty(const Template& value, const OptionalParts& optional) {
  const auto& segments = value.segments();
  return segments.size() == 1 && segments.front().reference &&
         std::find(optional.captures.begin(), optional.captures.end(), segments.front().text) !=
             optional.captures.end();
}

}  // namespace

std::string Address::text() const {
  if (host.find(':') == host.npos) return fmt::format("{}:{}", host, port);
  return fmt::format("[{}]:{}", host, port);
}

Result<RequestTemplate> RequestTemplate::compile(const Step& step, const Template::Lookup& known,
                                                 std::span<const std::string> captures,
                                                 const OptionalParts& optional) {
  RequestTemplate request;
  const auto checked = [](const Result<void>& result, std::string_view field) -> Result<void> {
    if (result) return {};
    return fail(fmt::format("{}: {}", field, result.error().message));
  };
  const Template url = step.url.render_partly(known);
  auto done = checked(request.compile_target(step, url, captures), "url");
  if (done) done = checked(request.compile_headers(step, known, captures, optional), "headers");
  if (done) {
    const Template body = step.body.render_partly(known);
    done = checked(request.body_.append(body.segments(), captures, SlotText::Place::kBody), "body");
  }
  if (!done) return tl::unexpected(done.error());

  const std::size_t body_size = request.body_.literal().size();
  const bool body_expected =
      step.method == "POST" || step.method == "PUT" || step.method == "PATCH";
  request.body_varies_ = !request.body_.constant();
  if (request.body_varies_) {
    request.tail_ = "Content-Length: ";
  } else if (body_size > 0 || body_expected) {
    request.tail_ = fmt::format("Content-Length: {}\r\n\r\n", body_size);
    request.tail_ += request.body_.literal();
  } else {
    request.tail_ = "\r\n";
  }
  if (request.optional_.empty() && !request.cookies_) {
    request.head_.append(std::exchange(request.tail_, {}));
  }
  return request;
}

Result<void> RequestTemplate::compile_target(const Step& step, const Template& url,
                                             std::span<const std::string> captures) {
  if (url.segments().empty() || url.segments().front().reference) {
    return fail("it needs a scheme and an address, as in \"http://127.0.0.1:8080/\"");
  }
  const std::string_view start = url.segments().front().text;
  const bool tls = start.starts_with("https://");
  const std::string_view scheme = tls ? "https://" : "http://";
  if (!start.starts_with(scheme)) return fail("it does not start with http:// or https://");
  const std::size_t end = std::min(start.find_first_of("/?#", scheme.size()), start.size());
  if (end == start.size() && url.segments().size() > 1) {
    return fail("its address changes from one iteration to the next");
  }
  std::string_view authority = start.substr(scheme.size(), end - scheme.size());
  if (const std::size_t at = authority.rfind('@'); at != authority.npos) {
    user_info_ = percent_decode(authority.substr(0, at));
    authority.remove_prefix(at + 1);
  }
  auto address = parse_address(authority, tls);
  if (!address) return tl::unexpected(address.error());
  address_ = std::move(*address);

  head_.append(step.method);
  head_.append(start.substr(end).starts_with('/') ? " " : " /");
  head_.append(start.substr(end), SlotText::Place::kTarget);
  const std::span<const Template::Segment> rest(url.segments());
  return head_.append(rest.subspan(1), captures, SlotText::Place::kTarget);
}

Result<void> RequestTemplate::compile_headers(const Step& step, const Template::Lookup& known,
                                              std::span<const std::string> captures,
                                              const OptionalParts& optional) {
  head_.append(" HTTP/1.1\r\n");
  cookies_ = optional.cookies;
  bool host = false, content_type = false, authorization = false;
  for (const auto& [name, value] : step.headers) {
    if (equal_names(name, "content-length") || equal_names(name, "transfer-encoding")) {
      return fail(fmt::format("{} is set by the engine", name));
    }
    host |= equal_names(name, "host");
    content_type |= equal_names(name, "content-type");
    authorization |= equal_names(name, "authorization");
    if (cookies_ && equal_names(name, "cookie")) {
      return fail("the workload's cookies are sent by the engine; write no Cookie header");
    }
    const Template rest = value.render_partly(known);
    SlotText rendered;
    auto done = rendered.append(rest.segments(), captures, SlotText::Place::kHeader);
    if (!done) return done;
    if (may_be_empty(rest, optional)) {
      optional_.push_back({name + ": ", std::move(rendered)});
      continue;
    }
    head_.append(name);
    head_.append(": ");
    done = head_.append(rest.segments(), captures, SlotText::Place::kHeader);
    if (!done) return done;
    head_.append("\r\n");
  }
  if (!host) {
    head_.append(fmt::format("Host: {}\r\n", address_.text()));
  }
  if (!content_type && !step.content_type.empty()) {
    head_.append(fmt::format("Content-Type: {}\r\n", step.content_type));
  }
  if (!authorization && !user_info_.empty()) {
    head_.append(fmt::format("Authorization: Basic {}\r\n", base64(user_info_)));
  }
  return {};
}

std::string_view RequestTemplate::render(std::string& buffer, const Bindings& bindings) const {
  const bool has_parts = !optional_.empty() || cookies_;
  if (constant()) return head_.literal();
  buffer.clear();
  head_.render_to(buffer, bindings);
  if (has_parts) append_optional(buffer, bindings);
  if (!body_varies_) return buffer;
  // The length has to stand before the body whose length it is: render, measure, insert.
  const std::size_t length_at = buffer.size();
  body_.render_to(buffer, bindings);
  std::array<char, 32> length{};
  const auto end = fmt::format_to(length.begin(), "{}\r\n\r\n", buffer.size() - length_at);
  buffer.insert(length_at, length.data(), static_cast<std::size_t>(end - length.begin()));
  return buffer;
}

void RequestTemplate::append_optional(std::string& buffer, const Bindings& bindings) const {
  const auto append_if_any = [&buffer](std::string_view name, auto&& append) {
    const std::size_t start = buffer.size();
    buffer += name;
    append();
    if (buffer.size() == start + name.size()) {
      buffer.resize(start);
    } else {
      buffer += "\r\n";
    }
  };
  for (const auto& [name, value] : optional_) {
    append_if_any(name, [&, text = &value] { text->render_to(buffer, bindings); });
  }
  if (cookies_ && bindings.cookies != nullptr) {
    append_if_any("Cookie: ", [&] {
      // Room first: the target is a view of the buffer, which must not move meanwhile.
      buffer.reserve(buffer.size() + bindings.cookies->bytes());
      bindings.cookies->append_to(buffer, address_.host, target_of(buffer), bindings.utc_s);
    });
  }
  buffer += tail_;
}

std::string_view RequestTemplate::target_of(std::string_view request) {
  const std::size_t target = request.find(' ') + 1;
  return request.substr(target, request.find(' ', target) - target);
}

}  // namespace squall

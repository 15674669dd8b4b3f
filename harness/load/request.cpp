#include "harness/load/request.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <iterator>

#include "harness/core/text.h"
#include "harness/http/answer.h"

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

Result<Address> parse_address(std::string_view authority) {
  Address address;
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

Template known_part(const Template& text, const Template::Lookup& known) {
  return known ? text.render_partly(known) : text;
}

}  // namespace

std::string Address::text() const {
  if (host.find(':') == host.npos) return fmt::format("{}:{}", host, port);
  return fmt::format("[{}]:{}", host, port);
}

Result<void> SlotText::append(std::span<const Template::Segment> text,
                              std::span<const std::string> captures, Place place) {
  constexpr std::array<std::pair<std::string_view, Source>, 4> kNames{
      {{"key", Source::kKey},
       {"value", Source::kValue},
       {"iteration", Source::kIteration},
       {"user", Source::kUser}}};
  for (const Template::Segment& segment : text) {
    if (!segment.reference) {
      append_at(slots_.empty() ? head_ : slots_.back().after, segment.text, place);
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

void SlotText::append(std::string_view literal) {
  (slots_.empty() ? head_ : slots_.back().after) += literal;
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

Result<RequestTemplate> RequestTemplate::compile(const Step& step, const Template::Lookup& known,
                                                 std::span<const std::string> captures) {
  RequestTemplate request;
  const auto checked = [](const Result<void>& result, std::string_view field) -> Result<void> {
    if (result) return {};
    return fail(fmt::format("{}: {}", field, result.error().message));
  };
  const Template url = known_part(step.url, known);
  auto done = checked(request.compile_target(step, url, captures), "url");
  if (done) done = checked(request.compile_headers(step, known, captures), "headers");
  if (done) {
    const Template body = known_part(step.body, known);
    done = checked(request.body_.append(body.segments(), captures, SlotText::Place::kBody), "body");
  }
  if (!done) return tl::unexpected(done.error());

  const std::size_t body_size = request.body_.literal().size();
  const bool body_expected =
      step.method == "POST" || step.method == "PUT" || step.method == "PATCH";
  if (!request.body_.constant()) {
    request.head_.append("Content-Length: ");
    request.body_varies_ = true;
  } else if (body_size > 0 || body_expected) {
    request.head_.append(fmt::format("Content-Length: {}\r\n\r\n", body_size));
    request.head_.append(request.body_.literal());
  } else {
    request.head_.append("\r\n");
  }
  return request;
}

Result<void> RequestTemplate::compile_target(const Step& step, const Template& url,
                                             std::span<const std::string> captures) {
  if (url.segments().empty() || url.segments().front().reference) {
    return fail("it needs a scheme and an address, as in \"http://127.0.0.1:8080/\"");
  }
  const std::string_view start = url.segments().front().text;
  if (start.starts_with("https://")) {
    return fail("https is not supported by this engine yet; put plain http in front of it");
  }
  constexpr std::string_view kScheme = "http://";
  if (!start.starts_with(kScheme)) return fail("it does not start with http://");
  const std::size_t end = std::min(start.find_first_of("/?#", kScheme.size()), start.size());
  if (end == start.size() && url.segments().size() > 1) {
    return fail("its address changes from one iteration to the next");
  }
  std::string_view authority = start.substr(kScheme.size(), end - kScheme.size());
  if (const std::size_t at = authority.rfind('@'); at != authority.npos) {
    user_info_ = percent_decode(authority.substr(0, at));
    authority.remove_prefix(at + 1);
  }
  auto address = parse_address(authority);
  if (!address) return tl::unexpected(address.error());
  address_ = std::move(*address);

  head_.append(step.method);
  head_.append(start.substr(end).starts_with('/') ? " " : " /");
  std::string first;
  append_target(first, start.substr(end));
  head_.append(first);
  const std::span<const Template::Segment> rest(url.segments());
  return head_.append(rest.subspan(1), captures, SlotText::Place::kTarget);
}

Result<void> RequestTemplate::compile_headers(const Step& step, const Template::Lookup& known,
                                              std::span<const std::string> captures) {
  head_.append(" HTTP/1.1\r\n");
  bool host = false, content_type = false, authorization = false;
  for (const auto& [name, value] : step.headers) {
    if (equal_names(name, "content-length") || equal_names(name, "transfer-encoding")) {
      return fail(fmt::format("{} is set by the engine", name));
    }
    host |= equal_names(name, "host");
    content_type |= equal_names(name, "content-type");
    authorization |= equal_names(name, "authorization");
    head_.append(name);
    head_.append(": ");
    auto done =
        head_.append(known_part(value, known).segments(), captures, SlotText::Place::kHeader);
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
  if (head_.constant() && !body_varies_) return head_.literal();
  buffer.clear();
  head_.render_to(buffer, bindings);
  if (!body_varies_) return buffer;
  // The length has to stand before the body whose length it is: render, measure, insert.
  const std::size_t length_at = buffer.size();
  body_.render_to(buffer, bindings);
  std::array<char, 32> length{};
  const auto end = fmt::format_to(length.begin(), "{}\r\n\r\n", buffer.size() - length_at);
  buffer.insert(length_at, length.data(), static_cast<std::size_t>(end - length.begin()));
  return buffer;
}

}  // namespace squall

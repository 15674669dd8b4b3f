#include "harness/core/mask.h"

#include <algorithm>
#include <mutex>

#include "harness/core/hash.h"
#include "harness/core/text.h"

namespace squall {
namespace {

/// A slot of the table of openings, from the first kMinLength bytes.
std::size_t opening(const char* text) {
  std::uint32_t bytes = 0;
  for (std::size_t i = 0; i < SecretMask::kMinLength; ++i) {
    bytes = bytes << 8 | static_cast<unsigned char>(text[i]);
  }
  return bytes * 0x9e3779b1U >> 20;
}

// As most write JSON: "\n", where json_escape() gives "\u000a".
std::string json_with_letters(std::string_view secret) {
  constexpr std::string_view kSigns = "\b\f\n\r\t", kLetters = "bfnrt";
  std::string escaped;
  for (const char& c : secret) {
    const std::size_t at = kSigns.find(c);
    escaped += at == kSigns.npos ? json_escape({&c, 1}) : std::string{'\\', kLetters[at]};
  }
  return escaped;
}

constexpr std::string_view kHidden = "***";

// "a=1; b=2": the values of the first `pairs` pairs.
std::string mask_pairs(std::string_view value, std::size_t pairs) {
  std::string masked;
  while (true) {
    const std::size_t end = std::min(value.find(';'), value.size());
    const std::string_view pair = value.substr(0, end);
    const std::size_t equals = pair.find('=');
    if (pairs == 0) {
      masked += pair;
    } else if (equals == pair.npos) {
      masked += kHidden;
      --pairs;
    } else {
      masked.append(pair.substr(0, equals + 1)).append(kHidden);
      --pairs;
    }
    if (end == value.size()) return masked;
    masked += ';';
    value.remove_prefix(end + 1);
  }
}

std::string mask_value(std::string_view name, std::string_view value) {
  if (equal_names(name, "cookie")) return mask_pairs(value, value.size());
  if (equal_names(name, "set-cookie")) return mask_pairs(value, 1);
  const std::size_t space = value.find(' ');
  const bool has_scheme = equal_names(name, "authorization") && space != value.npos;
  return std::string(has_scheme ? value.substr(0, space + 1) : std::string_view()).append(kHidden);
}

}  // namespace

bool is_confidential_header(std::string_view name) {
  constexpr std::array<std::string_view, 5> kNames{"authorization", "proxy-authorization", "cookie",
                                                   "set-cookie", "x-api-key"};
  return std::any_of(kNames.begin(), kNames.end(),
                     [name](std::string_view known) { return equal_names(name, known); });
}

std::string mask_headers(std::string_view lines) {
  std::string masked;
  while (true) {
    const std::size_t end = std::min(lines.find('\n'), lines.size());
    const std::string_view line = lines.substr(0, end);
    const std::size_t colon = line.find(':');
    const std::string_view name = line.substr(0, colon);
    if (colon != line.npos && is_confidential_header(name)) {
      const std::size_t value = std::min(line.find_first_not_of(" \t", colon + 1), line.size());
      masked.append(line.substr(0, value)).append(mask_value(name, line.substr(value)));
    } else {
      masked += line;
    }
    if (end == lines.size()) return masked;
    masked += '\n';
    lines.remove_prefix(end + 1);
  }
}

std::size_t SecretMask::Hash::operator()(std::string_view text) const {
  return static_cast<std::size_t>(hash64(text));
}

bool SecretMask::add(std::string_view secret) {
  if (secret.size() < kMinLength) return false;
  const std::scoped_lock lock(mutex_);
  insert(std::string(secret), false);
  insert(percent_encode(secret), false);
  insert(json_escape(secret), false);
  insert(json_with_letters(secret), false);
  return true;
}

bool SecretMask::add_captured(std::string_view secret) {
  if (secret.size() < kMinLength) return false;
  const std::scoped_lock lock(mutex_);
  insert(std::string(secret), true);
  insert(percent_encode(secret), true);
  insert(json_escape(secret), true);
  insert(json_with_letters(secret), true);
  return true;
}

void SecretMask::insert(std::string text, bool captured) {
  if (const auto known = entries_.find(text); known != entries_.end()) {
    Entry& entry = known->second;
    if (!entry.captured) return;
    if (captured) {
      newest_.splice(newest_.begin(), newest_, entry.age);
    } else {
      newest_.erase(entry.age);
      entry.captured = false;
    }
    return;
  }
  count(text, 1);
  Entry entry{captured, {}};
  if (captured) entry.age = newest_.insert(newest_.begin(), text);
  entries_.emplace(std::move(text), entry);
  // A secret stands in up to four forms; most have only one.
  if (newest_.size() > kMaxCaptured) {
    forgotten_ = true;
    count(newest_.back(), -1);
    entries_.erase(newest_.back());
    newest_.pop_back();
  }
}

bool SecretMask::has_forgotten() const {
  const std::shared_lock lock(mutex_);
  return forgotten_;
}

void SecretMask::count(std::string_view text, int change) {
  std::uint16_t& slot = openings_.at(opening(text.data()));
  slot = static_cast<std::uint16_t>(slot + change);
  std::size_t& number = lengths_[text.size()];
  if (change > 0) {
    ++number;
  } else if (--number == 0) {
    lengths_.erase(text.size());
  }
}

/// The length of the longest secret that stands at `position`; 0: none does.
std::size_t SecretMask::match_at(std::string_view text, std::size_t position) const {
  if (openings_[opening(text.data() + position)] == 0) return 0;
  const std::string_view rest = text.substr(position);
  for (auto length = lengths_.rbegin(); length != lengths_.rend(); ++length) {
    if (length->first > rest.size()) continue;
    if (entries_.find(rest.substr(0, length->first)) != entries_.end()) return length->first;
  }
  return 0;
}

std::string SecretMask::mask(std::string_view text) const {
  const std::shared_lock lock(mutex_);
  if (entries_.empty() || text.size() < kMinLength) return std::string(text);
  std::string masked;
  std::size_t copied = 0;
  for (std::size_t at = 0; at + kMinLength <= text.size();) {
    const std::size_t length = match_at(text, at);
    if (length == 0) {
      ++at;
      continue;
    }
    masked.append(text.substr(copied, at - copied)).append("***");
    at += length;
    copied = at;
  }
  return masked.append(text.substr(copied));
}

bool SecretMask::holds_secret(std::string_view text) const {
  const std::shared_lock lock(mutex_);
  if (entries_.empty()) return false;
  for (std::size_t at = 0; at + kMinLength <= text.size(); ++at) {
    if (match_at(text, at) != 0) return true;
  }
  return false;
}

std::vector<std::string> SecretMask::values() const {
  const std::shared_lock lock(mutex_);
  std::vector<std::string> values;
  values.reserve(entries_.size());
  for (const auto& [text, entry] : entries_) values.push_back(text);
  return values;
}

}  // namespace squall

#include "harness/core/secrets.h"

#include <algorithm>

#include "harness/core/text.h"

namespace squall {
namespace {

constexpr std::size_t kShortest_bytes = 4;

}  // namespace

void Secrets::add(std::string value) {
  if (value.size() < kShortest_bytes) return;
  const std::scoped_lock lock(mutex_);
  for (std::string form : {percent_encode(value), json_escape(value), value}) {
    const auto longer = [&](const std::string& other) { return other.size() <= form.size(); };
    if (std::find(values_.begin(), values_.end(), form) != values_.end()) continue;
    values_.insert(std::find_if(values_.begin(), values_.end(), longer), std::move(form));
  }
}

std::string Secrets::mask(std::string_view text) const {
  std::string masked(text);
  const std::scoped_lock lock(mutex_);
  for (const std::string& value : values_) {
    for (std::size_t at = masked.find(value); at != masked.npos; at = masked.find(value, at + 3)) {
      masked.replace(at, value.size(), "***");
    }
  }
  return masked;
}

std::vector<std::string> Secrets::values() const {
  const std::scoped_lock lock(mutex_);
  return values_;
}

}  // namespace squall

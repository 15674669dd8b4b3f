#include "harness/model/value.h"

namespace squall {

bool Value::operator==(const Value& other) const { return data == other.data; }

void Options::set(std::string name, Value value) {
  for (auto& [known, old] : values_) {
    if (known == name) {
      old = std::move(value);
      return;
    }
  }
  values_.push_back({std::move(name), std::move(value)});
}

const Value* Options::find(std::string_view name) const {
  for (const auto& [known, value] : values_) {
    if (known == name) return &value;
  }
  return nullptr;
}

}  // namespace squall

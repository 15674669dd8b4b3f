// A value of a scenario file whose type is not known until a kind's schema is: TOML's types plus
// durations, without positions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "harness/core/time.h"

namespace squall {

struct Value;
struct ValueEntry;
using ValueList = std::vector<Value>;
using ValueTable = std::vector<ValueEntry>;  ///< In the order of the file.

struct Value {
  std::variant<std::monostate, bool, std::int64_t, double, std::string, Nanoseconds, ValueList,
               ValueTable>
      data;

  bool operator==(const Value& other) const;
};

struct ValueEntry {
  std::string name;
  Value value;

  bool operator==(const ValueEntry&) const = default;
};

/// The options of one kind (a fault, a probe, …), checked against its schema, defaults filled in.
class Options {
 public:
  void set(std::string name, Value value);
  const Value* find(std::string_view name) const;
  const ValueTable& all() const { return values_; }

  /// The option `name` as T (bool, std::int64_t, double, std::string, Nanoseconds, ValueList,
  /// ValueTable), or nullopt if it was neither given nor has a default.
  template <typename T>
  std::optional<T> get(std::string_view name) const {
    const Value* value = find(name);
    const T* typed = value == nullptr ? nullptr : std::get_if<T>(&value->data);
    return typed == nullptr ? std::nullopt : std::optional<T>(*typed);
  }
  template <typename T>
  T get_or(std::string_view name, T fallback) const {
    return get<T>(name).value_or(std::move(fallback));
  }

 private:
  ValueTable values_;
};

}  // namespace squall

// Options of toxics, as the parser would make them.
#pragma once

#include <initializer_list>
#include <string>

#include "harness/model/value.h"

namespace squall {

inline Options options(std::initializer_list<ValueEntry> entries) {
  Options all;
  for (const ValueEntry& entry : entries) all.set(entry.name, entry.value);
  return all;
}

inline Value ms(int count) { return {Nanoseconds(std::chrono::milliseconds(count))}; }
inline Value word(const char* text) { return {std::string(text)}; }

}  // namespace squall

// What the tests of workloads share: captures, and what the handlers saw.
#pragma once

#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "tests/unit/load/engine_fixture.h"

namespace squall {

inline Capture capture(std::string name, Capture::From from, std::string where) {
  Capture made;
  made.name = std::move(name);
  made.from = from;
  made.where = std::move(where);
  return made;
}

/// "none" if it is missing.
inline std::string header(const fixture::Request& request, const std::string& name) {
  const std::size_t at = request.head.find("\r\n" + name + ": ");
  if (at == std::string::npos) return "none";
  const std::size_t value = at + name.size() + 4;
  return request.head.substr(value, request.head.find("\r\n", value) - value);
}

/// What the handlers saw, from the fixture's thread.
class Seen {
 public:
  void add(std::string text) {
    const std::lock_guard lock(mutex_);
    texts_.push_back(std::move(text));
  }
  std::vector<std::string> texts() const {
    const std::lock_guard lock(mutex_);
    return texts_;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<std::string> texts_;
};

}  // namespace squall

// Attempts and folders for the journal's tests.
#pragma once

#include <stdlib.h>

#include <filesystem>
#include <string>

#include "harness/core/random.h"
#include "harness/model/attempt.h"

namespace squall {

/// Every field at random, within the widths of the record; offsets also "did not happen".
inline Attempt random_attempt(Random& random) {
  const auto time = [&] { return Nanoseconds(static_cast<std::int64_t>(random.next() >> 17)); };
  const auto offset = [&] { return random.below(4) == 0 ? Nanoseconds(-1) : time(); };
  Attempt attempt;
  attempt.key_hash = random.next();
  attempt.value_hash = random.next();
  attempt.intended = time();
  attempt.begun = Nanoseconds(offset().count() >> 8);
  attempt.sent = offset();
  attempt.first_byte = offset();
  attempt.end = time();
  attempt.iteration = static_cast<std::uint32_t>(random.next());
  attempt.user = static_cast<std::uint32_t>(random.next() >> 41);
  attempt.bytes = static_cast<std::uint32_t>(random.next());
  attempt.status = static_cast<std::uint16_t>(random.next());
  attempt.load = static_cast<std::uint8_t>(random.next());
  attempt.step = static_cast<std::uint8_t>(random.next());
  attempt.variant = static_cast<std::uint8_t>(random.next());
  attempt.number = static_cast<std::uint8_t>(random.next());
  attempt.purpose = static_cast<Purpose>(random.below(3));
  attempt.outcome = static_cast<Outcome>(random.below(4));
  attempt.operation_outcome = static_cast<Outcome>(random.below(4));
  attempt.error = static_cast<ErrorClass>(random.below(kErrorClasses));
  attempt.final = random.below(2) == 0;
  attempt.hedged = random.below(2) == 0;
  attempt.first = random.below(2) == 0;
  return attempt;
}

/// A new folder, removed with all that is in it.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "squall-test-XXXXXX").string();
    path_ = ::mkdtemp(name.data());
  }
  ~TemporaryFolder() { std::filesystem::remove_all(path_); }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace squall

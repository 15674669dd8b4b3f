// Whether what a virtual user reads of a key goes backwards: to what was certainly before what the
// same user had read of it (monotonic reads).
//
// A read that finds no value tells less than others, as it may be of any delete that was not over
// before what the user had read. So what is read after it goes backwards only if it was over before
// all of these were sent.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <optional>

#include "harness/analysis/checkers/ledger_checker.h"

namespace squall {

class ReadOrder {
 public:
  /// The read went backwards, for certain or unless the record of a delete is still to come that
  /// was sent before `until`.
  struct Backwards {
    std::optional<Nanoseconds> until;
  };

  std::optional<Backwards> add(const LedgerRead& read);

 private:
  /// What a user read last of a key.
  struct Newest {
    std::uint64_t value = 0;
    Nanoseconds sent{};    ///< Of its write.
    Nanoseconds gone{-1};  ///< Then there was no value: of the first delete that this may be of.
  };

  static std::optional<Backwards> add_absent(const LedgerRead& read, Newest& newest);
  static std::optional<Backwards> add_value(const LedgerRead& read, Newest& newest);

  boost::unordered_flat_map<std::uint64_t, Newest> newest_;  ///< By load, user and key.
};

}  // namespace squall

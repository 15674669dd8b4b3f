#include "harness/load/retry_budget.h"

#include <algorithm>
#include <cmath>

namespace squall {
namespace {

constexpr std::int64_t kToken = 1000;
constexpr std::int64_t kLeastBudget = 10 * kToken;
constexpr std::int64_t kHoard = 100;

}  // namespace

RetryBudget::RetryBudget(double share)
    : share_(std::llround(share * static_cast<double>(kToken))),
      capacity_(std::max(kLeastBudget, kHoard * share_)),
      tokens_(kLeastBudget) {}

void RetryBudget::on_first_attempt() {
  if (share_ >= 0) tokens_ = std::min(capacity_, tokens_ + share_);
}

bool RetryBudget::take() {
  if (share_ < 0) return true;
  if (tokens_ < kToken) return false;
  tokens_ -= kToken;
  return true;
}

}  // namespace squall

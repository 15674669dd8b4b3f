#include "harness/proxy/toxics/limit_data.h"

#include <algorithm>

namespace squall::limit_data {
namespace {

class LimitData : public Toxic {
 public:
  LimitData(std::uint64_t left, Then then) : left_(left), then_(then) {}

  Release next(std::span<char> bytes, SteadyTime arrived) override {
    const std::size_t count = std::min<std::uint64_t>(bytes.size(), left_);
    left_ -= count;
    return {count, arrived, left_ == 0 ? then_ : Then::kPass};
  }

 private:
  std::uint64_t left_;
  const Then then_;
};

}  // namespace

ToxicMaker compile(const Options& options) {
  const auto bytes = static_cast<std::uint64_t>(options.get_or<double>("bytes", 0));
  const bool reset = options.get_or<std::string>("then", "close") == "reset";
  return [bytes, reset](const ToxicStart&) {
    return std::make_unique<LimitData>(bytes, reset ? Then::kReset : Then::kClose);
  };
}

}  // namespace squall::limit_data

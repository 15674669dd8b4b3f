// Conditions over metrics, as data: "availability(5s) >= 90% for 2s".
//
// Grammar: sum op sum ["for" duration]; sum = term {(+|-) term}; term = factor {(*|/) factor};
// factor = number [unit] | metric ["(" argument {"," argument} ")" ["." field]] | "(" sum ")".
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/core/time.h"
#include "harness/model/metric.h"

namespace squall {

enum class Comparison { kLess, kLessEqual, kGreater, kGreaterEqual, kEqual };

struct MetricUse {
  enum class Scope { kHere, kBaselinePhase, kBaselineRun };

  Scope scope = Scope::kHere;
  const Metric* metric = nullptr;      ///< Into the constant table.
  std::vector<std::string> arguments;  ///< Without the window.
  std::optional<Nanoseconds> window;   ///< A sliding window.
};

/// A node of the tree; values are in base units (ratio 1, seconds, 1/s, bytes, count).
struct Expression {
  enum class Op { kNumber, kMetric, kAdd, kSubtract, kMultiply, kDivide };

  Op op = Op::kNumber;
  double number = 0;
  MetricUse metric;
  std::vector<Expression> operands;
  Dimension dimension = Dimension::kNone;
};

struct Condition {
  std::string text;  ///< As it was written.
  Expression left;
  Comparison comparison = Comparison::kLess;
  Expression right;
  std::optional<Nanoseconds> hold_for;
};

bool compare(double left, Comparison comparison, double right);
std::string_view symbol(Comparison comparison);

/// Every metric that the condition uses, left to right.
std::vector<const MetricUse*> metrics_of(const Condition& condition);

/// The longest sliding window in the condition; 0 if it has none.
Nanoseconds longest_window(const Condition& condition);

}  // namespace squall

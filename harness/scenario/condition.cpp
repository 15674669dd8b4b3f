// Recursive descent, one function for each rule of the grammar. After the first error the current
// token is the end, so that every rule returns at once.
#include "harness/scenario/condition.h"

#include <fmt/format.h>

#include <optional>
#include <vector>

#include "harness/core/text.h"
#include "harness/model/attempt.h"
#include "harness/scenario/condition_lexer.h"
#include "harness/scenario/dimension.h"
#include "harness/scenario/node_names.h"

namespace squall {
namespace {

using Op = Expression::Op;
using TokenKind = ConditionToken::Kind;

// Input may be hostile, and the stack is finite: an expression is walked recursively.
constexpr int kMaxDepth = 50;    // Of parentheses.
constexpr int kMaxTerms = 1000;  // Metrics and numbers.

std::string_view instead_of(std::string_view token) {
  if (token == "≥") return "write >=";
  if (token == "≤") return "write <=";
  if (token == "and" || token == "or" || token == "&") return "write two gates, or two conditions";
  const bool compares = token == "=" || token == "=>" || token == "!" || token == "=<";
  return compares ? "comparisons are <, <=, >, >= and ==" : "";
}

std::vector<std::string> metric_names() {
  std::vector<std::string> names;
  for (const Metric& metric : metrics()) {
    if (!is_sampled(metric)) names.emplace_back(metric.name);
  }
  names.insert(names.end(), {"probe", "node"});
  return names;
}

std::string nearest_hint(std::string_view name, const std::vector<std::string>& candidates,
                         std::string_view all_are) {
  const std::string nearest = nearest_name(name, candidates);
  if (!nearest.empty()) return fmt::format("did you mean '{}'?", nearest);
  return fmt::format("{} {}", all_are, join_names(candidates));
}

class ConditionParser {
 public:
  ConditionParser(std::string_view source, const ConditionScope* scope)
      : source_(source), scope_(scope) {
    advance();
  }

  tl::expected<Condition, ExpressionError> parse();

 private:
  void advance() {
    token_ = next_token(source_, token_.offset + token_.text.size(), in_arguments_);
  }
  void fail(std::size_t offset, std::string what, std::string hint = {});
  bool accept(std::string_view symbol);
  void fail_here(std::string_view wanted);

  Comparison comparison();
  Expression sum();
  Expression term();
  Expression factor();
  Expression metric();
  Expression sampled(MetricUse use, MetricArgument of);
  void resolve_name(MetricArgument of, const ConditionToken& token, Expression& expression);
  void scope(std::string_view& name, MetricUse& use, std::size_t offset);
  void arguments(MetricUse& use, std::string_view written);
  void argument(MetricUse& use, std::string_view written);
  void named_argument(MetricUse& use, const ConditionToken& token);
  Expression combine(Op op, Expression left, Expression right, std::size_t offset);
  std::optional<Nanoseconds> duration_of(const ConditionToken& token);
  void check_sides(const Condition& condition, std::size_t right_at);

  std::string_view source_;
  const ConditionScope* scope_;
  bool open_ = false;  // It holds a value whose dimension is not known here.
  ConditionToken token_;
  bool in_arguments_ = false;
  int depth_ = 0;
  int terms_ = 0;
  std::optional<ExpressionError> error_;
};

void ConditionParser::fail(std::size_t offset, std::string what, std::string hint) {
  if (!error_) error_ = ExpressionError{offset, std::move(what), std::move(hint)};
  token_ = {TokenKind::kEnd, source_.size(), {}, 0, Dimension::kNone};
}

bool ConditionParser::accept(std::string_view symbol) {
  if (!token_.is(symbol)) return false;
  advance();
  return true;
}

void ConditionParser::fail_here(std::string_view wanted) {
  if (token_.kind == TokenKind::kEnd) {
    return fail(source_.size(), fmt::format("the condition ends where {} should stand", wanted));
  }
  const std::size_t at = token_.offset;
  if (token_.kind == TokenKind::kBad && !token_.text.empty() && token_.text[0] >= '0' &&
      token_.text[0] <= '9') {
    return fail(at, fmt::format("'{}' has no known unit", token_.text),
                fmt::format("units are {}", unit_names()));
  }
  fail(at, fmt::format("'{}' stands where {} should", token_.text, wanted),
       std::string(instead_of(token_.text)));
}

tl::expected<Condition, ExpressionError> ConditionParser::parse() {
  Condition condition;
  condition.text = std::string(trim(source_));
  condition.left = sum();
  condition.comparison = comparison();
  const std::size_t right_at = token_.offset;
  condition.right = sum();
  if (token_.kind == TokenKind::kName && token_.text == "for") {
    advance();
    condition.hold_for = duration_of(token_);
    if (condition.hold_for) {
      advance();
    } else {
      fail_here("a duration like 20s");
    }
  }
  if (token_.kind != TokenKind::kEnd) fail_here("the end");
  if (!error_) check_sides(condition, right_at);
  if (error_) return tl::unexpected(*error_);
  return condition;
}

// Times and rates without a unit are the commonest slip, so that hint is spelt out.
void ConditionParser::check_sides(const Condition& condition, std::size_t right_at) {
  const auto uses = metrics_of(condition);
  if (uses.empty()) {
    return fail(0, "there is no metric in this condition", "for example: availability >= 99%");
  }
  if (open_ || comparable(condition.left, condition.right)) return;
  std::string hint;
  const bool bare =
      condition.right.op == Op::kNumber && condition.right.dimension == Dimension::kNone;
  const std::string number = fmt::format("{}", condition.right.number);
  if (bare && condition.left.dimension == Dimension::kTime) {
    hint = fmt::format("write {0}ms or {0}s", number);
  } else if (bare && condition.left.dimension == Dimension::kRate) {
    hint = fmt::format("write {}/s", number);
  } else if (bare && condition.left.dimension == Dimension::kBytes) {
    hint = fmt::format("write {}MiB", number);
  }
  fail(right_at,
       fmt::format("the left side is {} and the right side is {}",
                   dimension_name(condition.left.dimension),
                   dimension_name(condition.right.dimension)),
       std::move(hint));
}

Comparison ConditionParser::comparison() {
  for (const Comparison candidate : {Comparison::kLessEqual, Comparison::kGreaterEqual,
                                     Comparison::kEqual, Comparison::kLess, Comparison::kGreater}) {
    if (accept(symbol(candidate))) return candidate;
  }
  fail_here("a comparison (<, <=, >, >= or ==)");
  return Comparison::kLess;
}

Expression ConditionParser::sum() {
  Expression left = term();
  while (token_.is("+") || token_.is("-")) {
    const Op op = token_.is("+") ? Op::kAdd : Op::kSubtract;
    const std::size_t at = token_.offset;
    advance();
    left = combine(op, std::move(left), term(), at);
  }
  return left;
}

Expression ConditionParser::term() {
  Expression left = factor();
  while (token_.is("*") || token_.is("/")) {
    const Op op = token_.is("*") ? Op::kMultiply : Op::kDivide;
    const std::size_t at = token_.offset;
    advance();
    left = combine(op, std::move(left), factor(), at);
  }
  return left;
}

Expression ConditionParser::combine(Op op, Expression left, Expression right, std::size_t offset) {
  const auto dimension = combined_dimension(op, left, right);
  if (!dimension && !error_ && !open_) {
    fail(offset, fmt::format("{} and {} cannot be put together like this",
                             dimension_name(left.dimension), dimension_name(right.dimension)));
  }
  Expression combined;
  combined.op = op;
  combined.dimension = dimension.value_or(Dimension::kNone);
  combined.operands.push_back(std::move(left));
  combined.operands.push_back(std::move(right));
  return combined;
}

Expression ConditionParser::factor() {
  const bool is_term = token_.kind == TokenKind::kNumber || token_.kind == TokenKind::kName;
  if (is_term && ++terms_ > kMaxTerms) {
    fail(token_.offset, fmt::format("the condition has more than {} terms", kMaxTerms),
         "write several conditions");
    return {};
  }
  if (token_.kind == TokenKind::kNumber) {
    Expression number;
    number.number = token_.number;
    number.dimension = token_.dimension;
    advance();
    return number;
  }
  if (token_.kind == TokenKind::kName) return metric();
  if (!token_.is("(") || ++depth_ > kMaxDepth) {
    fail_here("a metric or a number");
    return {};
  }
  advance();
  Expression inner = sum();
  if (!accept(")")) fail_here("')'");
  --depth_;
  return inner;
}

void ConditionParser::scope(std::string_view& name, MetricUse& use, std::size_t offset) {
  const std::size_t dot = name.find('.');
  if (dot == name.npos) return;
  const std::string_view scope_name = name.substr(0, dot);
  name.remove_prefix(dot + 1);
  if (scope_name == "baseline_phase") {
    use.scope = MetricUse::Scope::kBaselinePhase;
  } else if (scope_name == "baseline_run") {
    use.scope = MetricUse::Scope::kBaselineRun;
  } else {
    const std::vector<std::string> scopes{"baseline_phase", "baseline_run"};
    fail(offset, fmt::format("nothing is called '{}'", scope_name),
         nearest_hint(scope_name, scopes, "before the dot stands one of"));
  }
}

Expression ConditionParser::metric() {
  const ConditionToken token = token_;
  Expression expression;
  expression.op = Op::kMetric;
  MetricUse& use = expression.metric;
  std::string_view name = token.text;
  scope(name, use, token.offset);
  if (name == "probe") return sampled(use, MetricArgument::kProbe);
  if (name == "node") return sampled(use, MetricArgument::kNode);
  use.metric = find_metric(name);
  if (use.metric == nullptr) {
    fail(token.offset, fmt::format("there is no metric '{}'", name),
         nearest_hint(name, metric_names(), "metrics are"));
    return {};
  }
  expression.dimension = use.metric->dimension;
  advance();
  if (token_.is("(")) arguments(use, token.text);
  return expression;
}

// "probe(NAME).FIELD", "node(NAME).FIELD"; the token is its first word.
Expression ConditionParser::sampled(MetricUse use, MetricArgument of) {
  const std::string_view what = of == MetricArgument::kProbe ? "probe" : "node";
  advance();
  in_arguments_ = true;
  if (!accept("(")) fail_here(fmt::format("'(' and the name of a {}", what));
  const ConditionToken name = token_;
  if (name.kind != TokenKind::kName) fail_here(fmt::format("the name of a {}", what));
  in_arguments_ = false;
  if (!error_) advance();
  if (!accept(")")) fail_here("')'");
  if (!accept(".")) fail_here("'.' and a field");
  const ConditionToken field = token_;
  if (field.kind != TokenKind::kName) fail_here("a field");
  use.metric = find_field(of, field.text);
  if (use.metric == nullptr) {
    fail(field.offset, fmt::format("a {} has no field '{}'", what, field.text),
         nearest_hint(field.text, fields_of(of), "fields are"));
    return {};
  }
  if (!error_) advance();
  use.arguments.emplace_back(name.text);
  Expression expression;
  expression.op = Op::kMetric;
  expression.dimension = use.metric->dimension;
  expression.metric = std::move(use);
  resolve_name(of, name, expression);
  return expression;
}

// What the name stands for, where that is known.
void ConditionParser::resolve_name(MetricArgument of, const ConditionToken& token,
                                   Expression& expression) {
  const Statistic statistic = expression.metric.metric->statistic;
  const bool of_value = of == MetricArgument::kProbe && statistic != Statistic::kMetShare &&
                        statistic != Statistic::kCount;
  if (scope_ == nullptr) {
    open_ = open_ || of_value;
    return;
  }
  if (of == MetricArgument::kNode) {
    if (scope_->topology == nullptr) return;
    auto [what, hint] = problem_with_node(token.text, *scope_->topology);
    if (!what.empty()) return fail(token.offset, std::move(what), std::move(hint));
    expression.metric.arguments = {canonical_node_name(token.text, *scope_->topology)};
    return;
  }
  std::vector<std::string> names;
  for (const auto& [name, dimension] : scope_->probes) {
    names.push_back(name);
    if (name != token.text) continue;
    if (of_value) expression.dimension = dimension;
    return;
  }
  fail(token.offset, fmt::format("there is no probe '{}'", token.text),
       names.empty() ? "probes are declared as [[probe]]"
                     : nearest_hint(token.text, names, "probes are"));
}

void ConditionParser::arguments(MetricUse& use, std::string_view written) {
  in_arguments_ = true;
  advance();
  argument(use, written);
  while (accept(",")) argument(use, written);
  in_arguments_ = false;
  if (!accept(")")) fail_here("',' or ')'");
}

void ConditionParser::argument(MetricUse& use, std::string_view written) {
  const ConditionToken token = token_;
  if (token.kind == TokenKind::kName) {
    named_argument(use, token);
    return;
  }
  const auto window = duration_of(token);
  if (!window) return fail_here("a window like 10s, or a name,");
  if (!use.metric->windowed) {
    return fail(token.offset, fmt::format("{} takes no window", written));
  }
  if (use.window) return fail(token.offset, fmt::format("{} has two windows", written));
  if (*window < std::chrono::milliseconds(100)) {
    return fail(token.offset, fmt::format("a window of {} is too short", token.text),
                "windows are evaluated every 100ms; write at least that");
  }
  use.window = window;
  advance();
}

void ConditionParser::named_argument(MetricUse& use, const ConditionToken& token) {
  const std::string_view metric_name = use.metric->name;
  if (use.metric->argument == MetricArgument::kNone || !use.arguments.empty()) {
    return fail(token.offset, fmt::format("{} does not take '{}'", metric_name, token.text),
                use.metric->windowed ? "in parentheses stands a sliding window, like 10s" : "");
  }
  const std::vector<std::string> classes = counted_error_classes();
  if (use.metric->argument == MetricArgument::kErrorClass &&
      std::find(classes.begin(), classes.end(), token.text) == classes.end()) {
    const bool of_statuses = token.text == "4xx" || token.text == "5xx";
    return fail(token.offset, fmt::format("there is no error class '{}'", token.text),
                of_statuses ? fmt::format("did you mean 'http_{}'?", token.text)
                            : nearest_hint(token.text, classes, "classes are"));
  }
  const std::vector<std::string> latencies{"response_time", "service_time", "late_start"};
  if (use.metric->argument == MetricArgument::kLatency &&
      std::find(latencies.begin(), latencies.end(), token.text) == latencies.end()) {
    return fail(token.offset, fmt::format("there is no latency '{}'", token.text),
                nearest_hint(token.text, latencies, "latencies are"));
  }
  use.arguments.emplace_back(token.text);
  advance();
}

std::optional<Nanoseconds> ConditionParser::duration_of(const ConditionToken& token) {
  constexpr double kLongest_s = 1e9;  // Far beyond any run, far below the range of Nanoseconds.
  if (token.kind != TokenKind::kNumber || token.dimension != Dimension::kTime) return std::nullopt;
  if (token.number > kLongest_s) return std::nullopt;
  return std::chrono::round<Nanoseconds>(std::chrono::duration<double>(token.number));
}

}  // namespace

tl::expected<Condition, ExpressionError> parse_condition(std::string_view text,
                                                         const ConditionScope* scope) {
  return ConditionParser(text, scope).parse();
}

}  // namespace squall

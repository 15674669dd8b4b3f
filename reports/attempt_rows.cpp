#include "reports/attempt_rows.h"

#include <limits>
#include <utility>

#include "harness/analysis/cells.h"
#include "harness/core/text.h"

namespace squall {
namespace {

std::string csv_text(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
  std::string quoted = "\"";
  for (const char c : text) quoted.append(c == '"' ? 2 : 1, c);
  return quoted + "\"";
}

std::string json_name(std::string_view text) {
  return '"' + json_escape(clean_utf8(text, std::numeric_limits<std::size_t>::max())) + '"';
}

void append(fmt::memory_buffer& to, std::string_view text) {
  to.append(text.data(), text.data() + text.size());
}

void append_integer(fmt::memory_buffer& to, std::uint64_t value) {
  const fmt::format_int digits(value);
  to.append(digits.data(), digits.data() + digits.size());
}

/// `value` / 10^kDigits, exactly.
template <unsigned kDigits>
void append_fixed(fmt::memory_buffer& to, std::uint64_t value) {
  constexpr std::uint64_t kUnit = kDigits == 9 ? 1'000'000'000 : 1'000'000;
  static_assert(kDigits == 9 || kDigits == 6);
  append_integer(to, value / kUnit);
  char digits[kDigits + 1];
  digits[0] = '.';
  std::uint64_t rest = value % kUnit;
  for (unsigned i = kDigits; i > 0; --i, rest /= 10) digits[i] = static_cast<char>('0' + rest % 10);
  to.append(digits, digits + sizeof digits);
}

void append_hash(fmt::memory_buffer& to, std::uint64_t hash) {
  constexpr std::string_view kHex = "0123456789abcdef";
  for (int shift = 60; shift >= 0; shift -= 4) to.push_back(kHex[hash >> shift & 15]);
}

/// The columns' names alone.
class HeaderRow {
 public:
  std::string line;

  void name(std::string_view column, const std::string&) { add(column); }
  void word(std::string_view column, std::string_view) { add(column); }
  void integer(std::string_view column, std::uint64_t) { add(column); }
  void flag(std::string_view column, bool) { add(column); }
  void hash(std::string_view column, std::uint64_t) { add(column); }
  void time_s(std::string_view column, Nanoseconds) { add(column); }
  void time_ms(std::string_view column, Nanoseconds) { add(column); }
  void none(std::string_view column) { add(column); }

 private:
  void add(std::string_view column) {
    if (!line.empty()) line += ',';
    line += column;
  }
};

class CsvRow {
 public:
  explicit CsvRow(fmt::memory_buffer& to) : to_(to) {}

  void name(std::string_view, const std::string& quoted) { append(next(), quoted); }
  void word(std::string_view, std::string_view text) { append(next(), text); }
  void integer(std::string_view, std::uint64_t value) { append_integer(next(), value); }
  void flag(std::string_view, bool value) { next().push_back(value ? '1' : '0'); }
  void hash(std::string_view, std::uint64_t value) { append_hash(next(), value); }
  void time_s(std::string_view, Nanoseconds time) { append_fixed<9>(next(), count(time)); }
  void time_ms(std::string_view, Nanoseconds time) { append_fixed<6>(next(), count(time)); }
  void none(std::string_view) { next(); }
  void end() { to_.push_back('\n'); }

  static std::uint64_t count(Nanoseconds time) { return static_cast<std::uint64_t>(time.count()); }

 private:
  fmt::memory_buffer& next() {
    if (!std::exchange(first_, false)) to_.push_back(',');
    return to_;
  }

  fmt::memory_buffer& to_;
  bool first_ = true;
};

class JsonRow {
 public:
  explicit JsonRow(fmt::memory_buffer& to) : to_(to) {}

  void name(std::string_view column, const std::string& quoted) { append(key(column), quoted); }
  void word(std::string_view column, std::string_view text) {
    key(column).push_back('"');
    append(to_, text);
    to_.push_back('"');
  }
  void integer(std::string_view column, std::uint64_t value) { append_integer(key(column), value); }
  void flag(std::string_view column, bool value) { append(key(column), value ? "true" : "false"); }
  void hash(std::string_view column, std::uint64_t value) {
    key(column).push_back('"');
    append_hash(to_, value);
    to_.push_back('"');
  }
  void time_s(std::string_view column, Nanoseconds time) {
    append_fixed<9>(key(column), CsvRow::count(time));
  }
  void time_ms(std::string_view column, Nanoseconds time) {
    append_fixed<6>(key(column), CsvRow::count(time));
  }
  void none(std::string_view column) { append(key(column), "null"); }
  void end() { append(to_, "}\n"); }

 private:
  fmt::memory_buffer& key(std::string_view column) {
    append(to_, std::exchange(first_, false) ? "{\"" : ",\"");
    append(to_, column);
    append(to_, "\":");
    return to_;
  }

  fmt::memory_buffer& to_;
  bool first_ = true;
};

template <typename Row>
void offset(Row& row, std::string_view column, Nanoseconds time, bool happened = true) {
  if (!happened || time < Nanoseconds{}) return row.none(column);
  row.time_ms(column, time);
}

/// The columns, in their order.
template <typename Row, typename Names>
void describe(Row& row, const Attempt& attempt, const std::string& phase, const Names& names) {
  const bool tried = attempt.outcome != Outcome::kDropped;
  row.time_s("intended_s", attempt.intended);
  row.name("phase", phase);
  row.name("load", names.load);
  row.name("workload", names.workload);
  row.name("step", names.step);
  row.integer("variant", attempt.variant);
  row.word("purpose", name(attempt.purpose));
  row.integer("iteration", attempt.iteration);
  row.integer("user", attempt.user);
  row.integer("attempt", attempt.number);
  row.flag("hedged", attempt.hedged);
  row.flag("final", attempt.final);
  offset(row, "begun_ms", attempt.begun);
  offset(row, "sent_ms", attempt.sent);
  offset(row, "first_byte_ms", attempt.first_byte);
  offset(row, "end_ms", attempt.end, tried);
  offset(row, "response_time_ms", attempt.end, tried && attempt.final);
  offset(row, "service_time_ms", attempt.end - attempt.sent, attempt.sent >= Nanoseconds{});
  row.word("outcome", name(attempt.outcome));
  const auto unless = [&](bool none, std::string_view column, auto&& put) {
    none ? row.none(column) : put(column);
  };
  unless(!attempt.final, "operation_outcome",
         [&](auto column) { row.word(column, name(attempt.operation_outcome)); });
  unless(attempt.error == ErrorClass::kNone, "error_class",
         [&](auto column) { row.word(column, name(attempt.error)); });
  unless(attempt.status == 0, "status", [&](auto column) { row.integer(column, attempt.status); });
  row.integer("bytes", attempt.bytes);
  unless(attempt.key_hash == 0, "key_hash",
         [&](auto column) { row.hash(column, attempt.key_hash); });
  unless(attempt.value_hash == 0, "value_hash",
         [&](auto column) { row.hash(column, attempt.value_hash); });
}

}  // namespace

AttemptRows::AttemptRows(RowForm form, const Scenario& scenario, const Topology& topology,
                         const History& history)
    : form_(form), scenario_(scenario), topology_(topology), history_(history) {
  const auto quoted = form == RowForm::kCsv ? csv_text : json_name;
  for (const PhaseSpan& phase : history.phases) phases_.push_back(quoted(phase.name));
  phases_.push_back(form == RowForm::kCsv ? "" : "null");  // Due in none.
}

std::string AttemptRows::header() const {
  if (form_ == RowForm::kJsonLines) return "";
  HeaderRow row;
  describe(row, {}, "", Step{});
  return row.line + "\n";
}

const AttemptRows::Step& AttemptRows::names_of(const Attempt& attempt) const {
  if (attempt.load >= steps_.size()) steps_.resize(attempt.load + std::size_t{1});
  std::vector<Step>& steps = steps_[attempt.load];
  const auto quoted = form_ == RowForm::kCsv ? csv_text : json_name;
  while (attempt.step >= steps.size()) {
    const auto step = static_cast<std::uint8_t>(steps.size());
    const StepName name = name_of(scenario_, topology_, attempt.load, step);
    steps.push_back({quoted(name.load), quoted(name.workload), quoted(name.step)});
  }
  return steps[attempt.step];
}

void AttemptRows::append(std::span<const Attempt> attempts, fmt::memory_buffer& to) const {
  const auto add = [&](auto row, const Attempt& attempt) {
    const int phase = history_.phase_at(attempt.intended);
    const std::size_t place = phase < 0 ? phases_.size() - 1 : static_cast<std::size_t>(phase);
    describe(row, attempt, phases_[place], names_of(attempt));
    row.end();
  };
  for (const Attempt& attempt : attempts) {
    if (form_ == RowForm::kCsv) {
      add(CsvRow(to), attempt);
    } else {
      add(JsonRow(to), attempt);
    }
  }
}

}  // namespace squall

#include "harness/http/retry_after.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>

#include "harness/core/text.h"

namespace squall {
namespace {

using std::chrono::year_month_day;

constexpr std::array<std::string_view, 7> kDays{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
constexpr std::array<std::string_view, 7> kLongDays{"Monday", "Tuesday",  "Wednesday", "Thursday",
                                                    "Friday", "Saturday", "Sunday"};
constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

/// Takes the parts of a date off the front of its text, until one is not as it should be.
class DateScanner {
 public:
  explicit DateScanner(std::string_view text) : text_(text) {}

  bool ok() const { return ok_; }
  bool done() const { return ok_ && text_.empty(); }

  void literal(std::string_view wanted) {
    ok_ = ok_ && text_.starts_with(wanted);
    if (ok_) text_.remove_prefix(wanted.size());
  }

  /// The place of the word that stands here in `words`.
  template <std::size_t kSize>
  int word(const std::array<std::string_view, kSize>& words) {
    const auto found = std::find_if(words.begin(), words.end(), [this](std::string_view word) {
      return text_.starts_with(word);
    });
    ok_ = ok_ && found != words.end();
    if (!ok_) return 0;
    text_.remove_prefix(found->size());
    return static_cast<int>(found - words.begin());
  }

  /// Exactly `digits` digits, at most `most`.
  int number(std::size_t digits, int most) {
    int value = 0;
    const std::string_view part = text_.substr(0, digits);
    const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), value);
    const bool whole = part.size() == digits && error == std::errc{} &&
                       end == part.data() + part.size() && part[0] != '-';
    ok_ = ok_ && whole && value <= most;
    if (ok_) text_.remove_prefix(digits);
    return value;
  }

  bool at(char c) const { return text_.starts_with(c); }

 private:
  std::string_view text_;
  bool ok_ = true;
};

struct Date {
  int year = 0, month = 0, day = 0;  // The month from 0.
  std::chrono::seconds time{};
};

std::chrono::seconds time_of_day(DateScanner& scan) {
  const int hour = scan.number(2, 23);
  scan.literal(":");
  const int minute = scan.number(2, 59);
  scan.literal(":");
  const int second = scan.number(2, 60);  // A leap second.
  return std::chrono::hours(hour) + std::chrono::minutes(minute) + std::chrono::seconds(second);
}

// "Sun, 06 Nov 1994 08:49:37 GMT"
std::optional<Date> imf_fixdate(std::string_view text) {
  DateScanner scan(text);
  Date date;
  scan.word(kDays);
  scan.literal(", ");
  date.day = scan.number(2, 31);
  scan.literal(" ");
  date.month = scan.word(kMonths);
  scan.literal(" ");
  date.year = scan.number(4, 9999);
  scan.literal(" ");
  date.time = time_of_day(scan);
  scan.literal(" GMT");
  return scan.done() ? std::optional(date) : std::nullopt;
}

// "Sunday, 06-Nov-94 08:49:37 GMT": a year that seems more than 50 years in the future is the last
// one with these digits that is not.
std::optional<Date> rfc850_date(std::string_view text, int this_year) {
  DateScanner scan(text);
  Date date;
  scan.word(kLongDays);
  scan.literal(", ");
  date.day = scan.number(2, 31);
  scan.literal("-");
  date.month = scan.word(kMonths);
  scan.literal("-");
  date.year = this_year / 100 * 100 + scan.number(2, 99);
  if (date.year > this_year + 50) date.year -= 100;
  if (date.year <= this_year - 50) date.year += 100;
  scan.literal(" ");
  date.time = time_of_day(scan);
  scan.literal(" GMT");
  return scan.done() ? std::optional(date) : std::nullopt;
}

// "Sun Nov  6 08:49:37 1994"
std::optional<Date> asctime_date(std::string_view text) {
  DateScanner scan(text);
  Date date;
  scan.word(kDays);
  scan.literal(" ");
  date.month = scan.word(kMonths);
  scan.literal(" ");
  const bool one_digit = scan.at(' ');
  if (one_digit) scan.literal(" ");
  date.day = scan.number(one_digit ? 1 : 2, 31);
  scan.literal(" ");
  date.time = time_of_day(scan);
  scan.literal(" ");
  date.year = scan.number(4, 9999);
  return scan.done() ? std::optional(date) : std::nullopt;
}

std::optional<std::chrono::seconds> parse_http_date(std::string_view text, int this_year) {
  auto date = imf_fixdate(text);
  if (!date) date = rfc850_date(text, this_year);
  if (!date) date = asctime_date(text);
  if (!date) return std::nullopt;
  const year_month_day day(std::chrono::year(date->year),
                           std::chrono::month(static_cast<unsigned>(date->month) + 1),
                           std::chrono::day(static_cast<unsigned>(date->day)));
  if (!day.ok()) return std::nullopt;
  return std::chrono::sys_days(day).time_since_epoch() + date->time;
}

bool is_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == text.npos;
}

}  // namespace

std::optional<Nanoseconds> parse_retry_after(std::string_view value, Nanoseconds utc) {
  using std::chrono::seconds;
  constexpr seconds kLongest = std::chrono::duration_cast<seconds>(kLongestRetryAfter);
  value = trim(value);
  if (is_digits(value)) {
    std::int64_t count = 0;
    const auto result = std::from_chars(value.data(), value.data() + value.size(), count);
    if (result.ec != std::errc{}) return kLongestRetryAfter;  // Out of range.
    return std::min(seconds(count), kLongest);
  }
  const auto now = std::chrono::floor<seconds>(utc);
  const year_month_day today(std::chrono::sys_days(std::chrono::floor<std::chrono::days>(now)));
  const auto date = parse_http_date(value, static_cast<int>(today.year()));
  if (!date) return std::nullopt;
  // In seconds first: dates reach beyond the range of nanoseconds.
  if (*date - now >= kLongest) return kLongestRetryAfter;
  if (*date <= now) return Nanoseconds{};
  return Nanoseconds(*date) - utc;
}

}  // namespace squall

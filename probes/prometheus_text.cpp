#include "probes/prometheus_text.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "harness/core/text.h"

namespace squall {
namespace {

bool begins_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == ':';
}

/// One line, from the left to the right.
class SampleLine {
 public:
  explicit SampleLine(std::string_view line) : rest_(line) {}

  std::optional<PrometheusSample> read() {
    PrometheusSample sample;
    sample.name = name();
    if (sample.name.empty()) return std::nullopt;
    skip_space();
    if (accept('{') && !labels(sample)) return std::nullopt;
    skip_space();
    const auto number = value();
    if (!number) return std::nullopt;
    sample.value = *number;
    return sample;
  }

 private:
  void skip_space() {
    while (!rest_.empty() && (rest_[0] == ' ' || rest_[0] == '\t')) rest_.remove_prefix(1);
  }

  bool accept(char c) {
    if (rest_.empty() || rest_[0] != c) return false;
    rest_.remove_prefix(1);
    return true;
  }

  std::string name() {
    std::size_t end = 0;
    while (end < rest_.size() &&
           (begins_name(rest_[end]) || (end > 0 && rest_[end] >= '0' && rest_[end] <= '9'))) {
      ++end;
    }
    std::string taken(rest_.substr(0, end));
    rest_.remove_prefix(end);
    return taken;
  }

  // Behind "{", up to and with "}"; a comma may stand behind the last one.
  bool labels(PrometheusSample& sample) {
    while (true) {
      skip_space();
      if (accept('}')) return true;
      std::string label = name();
      skip_space();
      if (label.empty() || !accept('=')) return false;
      skip_space();
      auto text = quoted();
      if (!text) return false;
      sample.labels.emplace_back(std::move(label), std::move(*text));
      skip_space();
      if (!accept(',') && (rest_.empty() || rest_[0] != '}')) return false;
    }
  }

  std::optional<std::string> quoted() {
    if (!accept('"')) return std::nullopt;
    std::string text;
    while (!rest_.empty()) {
      char c = rest_[0];
      rest_.remove_prefix(1);
      if (c == '"') return text;
      if (c == '\\') {
        if (rest_.empty()) return std::nullopt;
        c = rest_[0] == 'n' ? '\n' : rest_[0];
        rest_.remove_prefix(1);
      }
      text += c;
    }
    return std::nullopt;
  }

  // A time or an exemplar may follow.
  std::optional<double> value() {
    std::string_view word = rest_.substr(0, std::min(rest_.find_first_of(" \t"), rest_.size()));
    if (word.starts_with('+')) word.remove_prefix(1);
    double number = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
    if (word.empty() || end != word.data() + word.size()) return std::nullopt;
    return error == std::errc{} ? std::optional(number) : std::nullopt;
  }

  std::string_view rest_;
};

}  // namespace

std::size_t for_each_prometheus_sample(std::string_view text,
                                       const std::function<void(const PrometheusSample&)>& visit) {
  std::size_t strange = 0;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = trim(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.empty() || line[0] == '#') continue;
    if (const auto sample = SampleLine(line).read()) {
      visit(*sample);
    } else {
      ++strange;
    }
  }
  return strange;
}

}  // namespace squall

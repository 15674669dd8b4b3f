#include "reports/quantity.h"

#include <fmt/format.h>

#include <cmath>

#include "harness/core/duration.h"
#include "harness/core/text.h"

namespace squall {
namespace {

// Plain decimals without trailing zeros: 1.50 -> "1.5", 2.00 -> "2".
std::string trimmed(double value, int decimals) {
  std::string text = fmt::format("{:.{}f}", value, decimals);
  if (text.find('.') != text.npos) {
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
  }
  if (text == "-0") return "0";
  return text;
}

std::string bytes_text(double bytes) {
  constexpr double kKibi = 1024;
  const double size = std::abs(bytes);
  if (size >= kKibi * kKibi * kKibi) return trimmed(bytes / kKibi / kKibi / kKibi, 2) + " GiB";
  if (size >= kKibi * kKibi) return trimmed(bytes / kKibi / kKibi, 2) + " MiB";
  if (size >= kKibi) return trimmed(bytes / kKibi, 2) + " KiB";
  return trimmed(bytes, 0) + " B";
}

std::string with_decimals(double value, Dimension dimension, int decimals) {
  switch (dimension) {
    case Dimension::kRatio:
      return trimmed(value * 100, decimals) + " %";
    case Dimension::kTime:
      if (value == 0) return "0 s";
      return std::abs(value) < 1 ? trimmed(value * 1000, decimals) + " ms"
                                 : trimmed(value, decimals) + " s";
    case Dimension::kRate:
      return trimmed(value, decimals) + " /s";
    case Dimension::kBytes:
      return decimals <= 2 ? bytes_text(value) : trimmed(value, decimals) + " B";
    case Dimension::kNone:
      break;
  }
  return trimmed(value, decimals);
}

}  // namespace

std::string count_text(std::uint64_t count) {
  std::string digits = std::to_string(count);
  for (std::size_t at = digits.size(); at > 3;) {
    at -= 3;
    digits.insert(at, 1, ',');
  }
  return digits;
}

std::string counted(std::uint64_t count, std::string_view noun) {
  return fmt::format("{} {}{}", count_text(count), noun, count == 1 ? "" : "s");
}

std::string seconds_text(double value_s) {
  if (value_s == 0) return "0 s";
  if (value_s >= 120) {
    const auto whole = static_cast<std::int64_t>(std::llround(value_s));
    if (whole >= 7200) return fmt::format("{} h {:02} m", whole / 3600, whole / 60 % 60);
    return fmt::format("{} m {:02} s", whole / 60, whole % 60);
  }
  return human_duration(Nanoseconds(std::llround(value_s * 1e9)));
}

std::string milliseconds_text(double value_ms) {
  return value_ms == 0 ? "0 ms" : seconds_text(value_ms / 1000);
}

std::string rate_text(double value_per_s) {
  return fmt::format("{:.{}f} /s", value_per_s, value_per_s < 1000 ? 1 : 0);
}

std::string percent_text(double ratio) {
  const double percent = ratio * 100;
  for (int decimals = 2; decimals < 6; ++decimals) {
    const std::string text = fmt::format("{:.{}f}", percent, decimals);
    const bool reads_as_whole = percent < 100 && text.starts_with("100");
    const bool reads_as_none = percent > 0 && text.find_first_of("123456789") == text.npos;
    if (!reads_as_whole && !reads_as_none) return text + " %";
  }
  return percent < 50 ? "< 0.00001 %" : "> 99.9999 %";
}

std::string quantity_text(double value, Dimension dimension) {
  return with_decimals(value, dimension, 2);
}

std::string figure_text(std::optional<double> value, Dimension dimension) {
  if (!value) return kNoValue;
  return dimension == Dimension::kRatio ? percent_text(*value) : quantity_text(*value, dimension);
}

GateText gate_text(const GateReport& gate) {
  const Dimension dimension = shown_dimension(gate);
  GateText text{kNoValue, kNoValue};
  for (int decimals = 2; decimals <= 6; ++decimals) {
    if (gate.actual) text.actual = with_decimals(*gate.actual, dimension, decimals);
    if (gate.limit) text.limit = with_decimals(*gate.limit, dimension, decimals);
    if (gate.actual == gate.limit || text.actual != text.limit) break;
  }
  return text;
}

std::string fault_title(const FaultReport& fault) {
  const std::string title = fmt::format("{} {}", fault.kind, fault.target);
  const bool same =
      fault.nodes.empty() || (fault.nodes.size() == 1 && fault.nodes.front() == fault.target);
  if (same) return title;
  return fmt::format("{} ({})", title, join_names(fault.nodes));
}

std::string fault_times(const FaultReport& fault) {
  if (!fault.injected_at_s) return "not injected";
  if (!fault.healed_at_s)
    return fmt::format("injected at {:.1f} s, never healed", *fault.injected_at_s);
  return fmt::format("injected at {:.1f} s, healed at {:.1f} s", *fault.injected_at_s,
                     *fault.healed_at_s);
}

std::string fault_heading(const FaultReport& fault) {
  if (fault.name == fault.kind) return "Fault " + fault_title(fault);
  return fmt::format("Fault {}: {}", fault.name, fault_title(fault));
}

namespace {

// Where data came back later than the service.
std::string data_text(const FaultReport& fault) {
  const double served_s = fault.time_to_recover_from_injection_s.value_or(0);
  if (!fault.rto_s || *fault.rto_s <= served_s) return "";
  return fmt::format("; acknowledged data was missing until {} after injection",
                     seconds_text(*fault.rto_s));
}

}  // namespace

std::string impact_text(const FaultReport& fault) {
  if (!fault.injected_at_s) return "none: it was not injected";
  if (!fault.impact) return fault.recovery_note + data_text(fault);
  const std::string noticed =
      fault.time_to_detect_s
          ? fmt::format("clients noticed after {}", seconds_text(*fault.time_to_detect_s))
          : std::string("clients were affected");
  if (!fault.time_to_recover_s) {
    return fmt::format("{}; not recovered{}{}", noticed, fault.recovery_note.empty() ? "" : ": ",
                       fault.recovery_note);
  }
  const std::string recovered =
      *fault.time_to_recover_s == 0
          ? std::string("recovered before healing")
          : fmt::format("recovered {} after healing", seconds_text(*fault.time_to_recover_s));
  if (!fault.time_to_recover_from_injection_s) return fmt::format("{}; {}", noticed, recovered);
  return fmt::format("{}; {} ({} after injection){}", noticed, recovered,
                     seconds_text(*fault.time_to_recover_from_injection_s), data_text(fault));
}

std::string objective_text(const SloReport& slo) {
  constexpr double kDay_s = 86'400;
  const double days = slo.window_s / kDay_s;
  const std::string window = days >= 2 ? fmt::format("{:.4g} d", days) : seconds_text(slo.window_s);
  return fmt::format("{:.10g} % {} in {}", slo.objective * 100,
                     slo.faster_than_s ? "within " + seconds_text(*slo.faster_than_s) : "ok",
                     window);
}

std::string budget_text(const SloReport& slo) {
  if (!slo.spent_s) return "no operation was due in a fault phase or recovery";
  return fmt::format("spent {} of {} ({}), burn rate {:.3g}{}", seconds_text(*slo.spent_s),
                     seconds_text(slo.budget_s), percent_text(*slo.spent_share), *slo.burn_rate,
                     slo.complete ? "" : "; cut short");
}

std::string detected_text(const FaultReport& fault) {
  std::vector<std::string> all;
  for (const DetectionReport& detection : fault.detected_by) {
    all.push_back(fmt::format("{} after {} ({})", detection.by, seconds_text(detection.after_s),
                              detection.what));
  }
  return join_names(all);
}

}  // namespace squall

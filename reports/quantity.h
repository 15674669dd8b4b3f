// Figures as people read them, the same in every text report.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "harness/model/metric.h"
#include "harness/model/report.h"

namespace squall {

/// What stands where there is no value.
inline constexpr const char* kNoValue = "–";

std::string count_text(std::uint64_t count);                      ///< "1,234"
std::string counted(std::uint64_t count, std::string_view noun);  ///< "1 gate", "2 gates"
std::string seconds_text(double value_s);  ///< "1.23 s", "45.6 ms", "12 m 05 s", "0 s"
std::string milliseconds_text(double value_ms);
std::string rate_text(double value_per_s);  ///< "15.0 /s"

/// "99.34 %". A value short of 100 % never reads as 100 %, and a value above 0 never as 0 %.
std::string percent_text(double ratio);

/// The value of a metric in the unit of its dimension.
std::string quantity_text(double value, Dimension dimension);

/// The same of what was measured: a ratio is a percent_text(). What is absent is kNoValue.
std::string figure_text(std::optional<double> value, Dimension dimension);

struct GateText {
  std::string actual, limit;
};

/// A gate's actual value and its limit, with as many digits as it takes to tell them apart.
GateText gate_text(const GateReport& gate);

/// "kill couchdb[0]"
std::string fault_title(const FaultReport& fault);

/// "injected at 3.2 s, healed at 8.0 s"
std::string fault_times(const FaultReport& fault);

/// "Fault kill-node: kill couchdb[0]"
std::string fault_heading(const FaultReport& fault);

/// What a fault did to clients, as a sentence: "clients noticed after 0.21 s; recovered …".
std::string impact_text(const FaultReport& fault);

/// "99.9 % within 300 ms in 30 d"
std::string objective_text(const SloReport& slo);

/// "spent 1.20 s of 43 m 12 s (0.05 %), burn rate 92.3"
std::string budget_text(const SloReport& slo);

/// Who besides clients noticed it: "balancer after 210 ms (web/web1 is down)"; empty: nobody.
std::string detected_text(const FaultReport& fault);

}  // namespace squall

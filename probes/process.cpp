#include "probes/process.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "harness/core/process_usage.h"
#include "harness/core/wait.h"
#include "harness/model/quantity.h"

namespace squall::process_probe {
namespace {

// What the first sample of `cpu` is taken over.
constexpr Nanoseconds kFirstLook = std::chrono::milliseconds(100);

struct Busy {
  ProcessIdentity process;
  Nanoseconds busy{};
  SteadyTime at{};
};

// "4711:123456"
ProcessIdentity identity_in(const std::string& text) {
  ProcessIdentity identity;
  const char* const end = text.data() + text.size();
  const auto [colon, error] = std::from_chars(text.data(), end, identity.pid);
  if (error == std::errc{} && colon != end) std::from_chars(colon + 1, end, identity.start_ticks);
  return identity;
}

std::optional<double> cpu_of(const ProcessIdentity& process, Nanoseconds patience,
                             const std::stop_token& stop, Busy& last) {
  if (last.process != process) {
    const auto usage = usage_of_tree(process);
    if (!usage) return std::nullopt;
    last = {process, usage->busy, steady_now()};
    wait_for(stop, std::min(kFirstLook, patience / 2));
  }
  const auto usage = usage_of_tree(process);
  if (!usage) return std::nullopt;
  const Busy now{process, usage->busy, steady_now()};
  // A child whose time nobody took over leaves less than before.
  const double cpu =
      std::max(0.0, seconds(now.busy - last.busy)) / std::max(1e-9, seconds(now.at - last.at));
  last = now;
  return cpu;
}

double field_of(std::string_view field, const ProcessUsage& usage) {
  if (field == "rss") return static_cast<double>(usage.rss_bytes);
  if (field == "descriptors") return static_cast<double>(usage.descriptors);
  return field == "threads" ? static_cast<double>(usage.threads) : 1;
}

}  // namespace

Dimension dimension(const Options& options) {
  const auto field = options.get_or<std::string>("field", "alive");
  return field == "rss" ? Dimension::kBytes : field == "cpu" ? Dimension::kRatio : Dimension::kNone;
}

ProbeSample sample(const ProbeSpec& spec, const Template::Lookup& lookup, std::stop_token stop,
                   ProbeMemory& memory) {
  const auto field = spec.options.get_or<std::string>("field", "alive");
  const SteadyTime start = steady_now();
  const auto told = told_of_node(spec.options, "process", lookup);
  if (!told) return {false, told.error().message, {}};
  const ProcessIdentity process = identity_in(*told);
  const auto usage = usage_of_tree(process);
  ProbeSample taken{usage.has_value(), usage ? "alive" : "not running", steady_now() - start};
  if (field == "restarts") {
    const auto restarts = told_of_node(spec.options, "restarts", lookup);
    if (restarts) taken.value = std::stod(*restarts);
  } else if (field == "alive") {
    taken.value = usage ? 1 : 0;
  } else if (field == "cpu" && usage) {
    taken.value = cpu_of(process, spec.timeout, stop, remembered<Busy>(memory));
  } else if (usage) {
    taken.value = field_of(field, *usage);
  }
  if (taken.met && taken.value && field != "alive") {
    taken.actual =
        fmt::format("{} {}", field, format_quantity(*taken.value, dimension(spec.options)));
  }
  return taken;
}

}  // namespace squall::process_probe

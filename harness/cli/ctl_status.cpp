#include "harness/cli/ctl_status.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>

#include "harness/core/text.h"

namespace squall {
namespace {

namespace json = boost::json;

std::string text_at(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : "";
}

std::optional<double> number_at(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  if (value == nullptr || !value->is_number()) return std::nullopt;
  return value->to_number<double>();
}

// The objects of a list; none where there is no such list.
std::vector<const json::object*> objects_at(const json::object& object, std::string_view name) {
  std::vector<const json::object*> objects;
  const json::value* list = object.if_contains(name);
  if (list == nullptr || !list->is_array()) return objects;
  for (const json::value& item : list->get_array()) {
    if (item.is_object()) objects.push_back(&item.get_object());
  }
  return objects;
}

std::string phase_line(const json::object& state, double now) {
  const auto phases = objects_at(state, "phases");
  if (phases.empty()) return "no phase has begun";
  const json::object& phase = *phases.back();
  return fmt::format("phase {} for {:.1f} s", text_at(phase, "name"),
                     now - number_at(phase, "start_s").value_or(now));
}

// Of the last whole second.
std::string rate_line(const json::object& state) {
  const json::value* timeline = state.if_contains("timeline");
  if (timeline == nullptr || !timeline->is_object()) return "";
  const auto last = [&](std::string_view name) -> std::optional<double> {
    const json::value* series = timeline->get_object().if_contains(name);
    if (series == nullptr || !series->is_array()) return std::nullopt;
    const json::array& values = series->get_array();
    if (values.size() < 2 || !values[values.size() - 2].is_number()) return std::nullopt;
    return values[values.size() - 2].to_number<double>();
  };
  const auto goodput = last("goodput_per_s");
  if (!goodput) return "";
  const auto p99 = last("response_p99_ms");
  return fmt::format(", {:.1f} ok/s{}", *goodput, p99 ? fmt::format(", p99 {:.0f} ms", *p99) : "");
}

std::string nodes_line(const json::object& state) {
  std::vector<std::string> ready, others;
  for (const json::object* node : objects_at(state, "nodes")) {
    const auto spans = objects_at(*node, "spans");
    const std::string name = text_at(*node, "node");
    const std::string now = spans.empty() ? "unknown" : text_at(*spans.back(), "state");
    if (now == "ready") ready.push_back(name);
    if (now != "ready") others.push_back(name + " " + now);
  }
  std::string line = others.empty() ? "" : join_names(others) + "; ";
  return line + (ready.empty() ? "no node is ready" : "ready: " + join_names(ready));
}

std::string fault_line(const json::object& fault, double now) {
  const std::string state = text_at(fault, "state");
  std::string line = fmt::format("{:<14} {} {}  {}", text_at(fault, "name"), text_at(fault, "kind"),
                                 text_at(fault, "target"), state);
  const auto injected = number_at(fault, "injected_at_s");
  const auto expires = number_at(fault, "expires_at_s");
  if (state == "in" && injected) line += fmt::format(" for {:.1f} s", now - *injected);
  if (state == "in" && expires) line += fmt::format(", heals in {:.1f} s", *expires - now);
  const json::value* evidence = fault.if_contains("evidence");
  const json::value* confirmed = evidence == nullptr || !evidence->is_object()
                                     ? nullptr
                                     : evidence->get_object().if_contains("confirmed");
  if (confirmed != nullptr && *confirmed == json::value(false)) line += ", NOT proven";
  return line;
}

void add_texts(const json::object& object, std::string_view name, std::vector<std::string>& words) {
  const json::value* list = object.if_contains(name);
  if (list == nullptr || !list->is_array()) return;
  for (const json::value& text : list->get_array()) {
    if (!text.is_string()) continue;
    const std::string word(text.get_string());
    if (std::find(words.begin(), words.end(), word) == words.end()) words.push_back(word);
  }
}

}  // namespace

std::vector<std::string> words_for(const std::string& verb, const json::value& state,
                                   const json::value& kinds) {
  std::vector<std::string> words;
  if (!state.is_object()) return words;
  const auto add = [&](const json::object& from, std::string_view list, std::string_view name) {
    for (const json::object* each : objects_at(from, list)) words.push_back(text_at(*each, name));
  };
  const json::object& root = state.get_object();
  const json::value* info = root.if_contains("info");
  const json::object none;
  const json::object& about = info != nullptr && info->is_object() ? info->get_object() : none;
  const json::value* topology = about.if_contains("topology");
  const bool inject = verb == "inject";
  if (inject) add({{"kinds", kinds}}, "kinds", "name");
  if (verb == "kill" || verb == "hang" || inject) add(root, "nodes", "node");
  if ((verb == "slow" || verb == "cut" || inject) && topology != nullptr && topology->is_object()) {
    add(topology->get_object(), "links", "name");
  }
  if (verb == "rate" || verb == "workload") add(about, "loads", "name");
  if (verb == "workload") {
    for (const json::object* load : objects_at(about, "loads"))
      add_texts(*load, "workloads", words);
  }
  if (verb != "heal") return words;
  for (const json::object* fault : objects_at(root, "faults")) {
    const std::string fault_state = text_at(*fault, "state");
    if (fault_state == "in" || fault_state == "injecting") words.push_back(text_at(*fault, "name"));
  }
  return words;
}

std::string status_text(const json::object& state) {
  const double now = number_at(state, "now_s").value_or(0);
  const json::value* info = state.if_contains("info");
  const json::object none;
  const json::object& about = info != nullptr && info->is_object() ? info->get_object() : none;
  std::string text = fmt::format("{}\n{:7.1f} s  {}{}\n", text_at(about, "title"), now,
                                 phase_line(state, now), rate_line(state));
  text += fmt::format("  nodes   {}\n", nodes_line(state));
  for (const json::object* load : objects_at(about, "loads")) {
    text += fmt::format("  load    {:<14} {}/s  {}\n", text_at(*load, "name"),
                        number_at(*load, "rate_per_s").value_or(0), text_at(*load, "workload"));
  }
  for (const json::object* fault : objects_at(state, "faults")) {
    text += fmt::format("  fault   {}\n", fault_line(*fault, now));
  }
  for (const json::object* gate : objects_at(state, "gates")) {
    text += fmt::format("  gate    {:<14} {}  {}\n", text_at(*gate, "name"), text_at(*gate, "expr"),
                        text_at(*gate, "verdict"));
  }
  return text;
}

}  // namespace squall

// What every place that names a probe has in common: hypotheses, [[probe]], ready, primary, proof.
#include <fmt/format.h>

#include <algorithm>

#include "harness/scenario/condition_lexer.h"
#include "harness/scenario/node_names.h"
#include "harness/scenario/read.h"

namespace squall {
namespace {

// How a quantity of the dimension is written.
std::string_view example_of(Dimension dimension) {
  switch (dimension) {
    case Dimension::kRatio:
      return "\"80%\" or 0.8";
    case Dimension::kTime:
      return "\"200ms\" or \"2s\"";
    case Dimension::kRate:
      return "\"15/s\"";
    case Dimension::kBytes:
      return "\"300MiB\"";
    case Dimension::kNone:
      break;
  }
  return "a number without a unit";
}

// A bare number, or text with a unit.
std::optional<double> quantity_of(const TomlNode& node, Dimension dimension) {
  const bool bare_is_enough = dimension == Dimension::kNone || dimension == Dimension::kRatio;
  if (const auto* integer = std::get_if<std::int64_t>(&node.data)) {
    return bare_is_enough ? std::optional(static_cast<double>(*integer)) : std::nullopt;
  }
  if (const auto* number = std::get_if<double>(&node.data)) {
    return bare_is_enough ? std::optional(*number) : std::nullopt;
  }
  if (node.text() == nullptr) return std::nullopt;
  const ConditionToken token = next_token(*node.text(), 0, false);
  const bool whole = token.kind == ConditionToken::Kind::kNumber && !token.text.empty() &&
                     token.text.size() == node.text()->size();
  return whole && token.dimension == dimension ? std::optional(token.number) : std::nullopt;
}

std::optional<double> read_quantity(const Section& section, const TomlNode& node,
                                    std::string_view key, Dimension dimension) {
  const auto value = quantity_of(node, dimension);
  if (!value) {
    section.context().findings.error(node.position,
                                     fmt::format("'{}' is of {}", key, dimension_name(dimension)),
                                     fmt::format("write {}", example_of(dimension)));
  }
  return value;
}

ValueTest read_value_test(const Section& section, Dimension dimension) {
  ValueTest test;
  const auto value = section.table("value");
  if (!value) return test;
  const auto read = [&](std::string_view key) -> std::optional<double> {
    const TomlNode* const node = value->given(key);
    return node == nullptr ? std::nullopt : read_quantity(*value, *node, key, dimension);
  };
  test.min = read("min");
  test.max = read("max");
  if (test.min && test.max && *test.min > *test.max) {
    value->error("min", "'min' is above 'max': no value can meet both");
  }
  if (const TomlNode* const list = value->given("one_of")) {
    if (list->array() == nullptr || list->array()->empty()) {
      value->error("one_of", "'one_of' must be a list of values", "write [1, 2]");
    } else {
      for (const TomlNode& item : *list->array()) {
        if (const auto one = read_quantity(*value, item, "one_of", dimension)) {
          test.one_of.push_back(*one);
        }
      }
    }
  }
  if (value->has("at_most_of_baseline")) {
    test.at_most_of_baseline = value->number("at_most_of_baseline");
  }
  if (value->node().table()->empty()) {
    section.error("value", "'value' says nothing", "write { max = … }");
  }
  return test;
}

}  // namespace

ProbeSpec read_probe(const Section& section, std::string_view kind_key) {
  ProbeSpec probe;
  probe.kind = section.text(kind_key);
  probe.options = section.kind_options();
  probe.expect = section.expect("expect");
  probe.interval = section.duration("interval");
  probe.allowed = section.context().allowed;
  const Kind* const kind = find_kind(section.context().kinds.probes, probe.kind);
  if (kind == nullptr) return probe;
  if (kind->dimension != nullptr) probe.dimension = kind->dimension(probe.options);
  probe.value = read_value_test(section, probe.dimension);
  if (section.has("expect") && !kind->takes_expect) {
    section.error("expect", fmt::format("the probe {} has no answer to be expected", kind->name),
                  "what its value must be stands in `value`");
  }
  if (kind->mistake != nullptr) {
    if (auto found = kind->mistake(probe.options)) {
      section.error(found->option, std::move(found->what), std::move(found->hint));
    }
  }
  return probe;
}

void forbid_baseline_test(const Section& section) {
  const TomlNode* const value = section.given("value");
  const TomlNode* const test =
      value == nullptr || value->table() == nullptr ? nullptr : value->find("at_most_of_baseline");
  if (test == nullptr) return;
  section.context().findings.error(test->position,
                                   "'at_most_of_baseline' needs a hypothesis that is watched",
                                   "set its mode to \"continuous\" or \"during_fault\"");
}

void check_probe_node(const Section& section, const ProbeSpec& probe, const ScenarioScope& scope,
                      bool has_node) {
  const Kind* const kind = find_kind(section.context().kinds.probes, probe.kind);
  const bool names_node =
      kind != nullptr && std::any_of(kind->options.begin(), kind->options.end(),
                                     [](const Option& option) { return option.name == "node"; });
  if (!names_node || probe.options.get<std::string>("file").has_value()) return;
  const TomlNode* const given = section.given("node");
  if (given == nullptr) {
    if (has_node) return;
    return section.error("probe", fmt::format("{} lacks 'node'", section.label()),
                         "write node = \"SERVICE[0]\"");
  }
  if (!scope.complete || !Template(*given->text()).constant()) return;
  auto [what, hint] = problem_with_node(*given->text(), scope.topology);
  if (!what.empty()) section.error("node", std::move(what), std::move(hint));
}

}  // namespace squall

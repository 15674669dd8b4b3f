// [[workload]] and [[list]].
#include <fmt/format.h>

#include <algorithm>

#include "harness/scenario/read.h"
#include "harness/scenario/schema.h"

namespace squall {
namespace {

bool has_content_type(const StringMap& headers) {
  return std::any_of(headers.begin(), headers.end(), [](const auto& header) {
    return header.first == "Content-Type" || header.first == "content-type";
  });
}

Capture read_capture(const TomlEntry& entry, const ReadContext& context) {
  Capture capture;
  capture.name = entry.key;
  if (entry.value.table() == nullptr) {
    context.findings.error(entry.value.position,
                           fmt::format("capture '{}' must be a table", entry.key),
                           "write { json = \"$.token\" }");
    return capture;
  }
  const Section section(entry.value, capture_schema(), fmt::format("capture '{}'", entry.key),
                        context);
  capture.secret = section.flag("secret");
  int sources = 0;
  for (const auto& [key, from] :
       {std::pair{"json", Capture::From::kJson}, std::pair{"header", Capture::From::kHeader},
        std::pair{"regex", Capture::From::kRegex}}) {
    const TomlNode* where = section.given(key);
    if (where == nullptr) continue;
    ++sources;
    capture.from = from;
    capture.where = *where->text();
    if (from == Capture::From::kJson && !is_json_path(capture.where)) {
      section.error(key, fmt::format("'{}' is no JSON path", capture.where),
                    "write it like \"$.rows[0].id\"");
    }
    if (from == Capture::From::kRegex) check_regex(*where, context);
  }
  if (sources != 1) {
    context.findings.error(entry.value.position,
                           fmt::format("capture '{}' needs one source", entry.key),
                           "write one of json, header and regex");
  }
  return capture;
}

void read_ledger(const Section& section, Step& step) {
  if (!section.has("ledger")) return;
  step.ledger = section.text("ledger") == "read" ? LedgerUse::kRead : LedgerUse::kWrite;
  if (step.ledger == LedgerUse::kWrite && step.effect == Effect::kRead) {
    section.error("ledger", "a step that only reads cannot write to the ledger",
                  "write effect = \"write\"");
  }
  if (const auto value = section.table("ledger_value")) {
    step.ledger_value = value->text("json");
    if (!is_json_path(step.ledger_value)) {
      value->error("json", fmt::format("'{}' is no JSON path", step.ledger_value));
    }
  } else if (step.ledger == LedgerUse::kRead) {
    section.error("ledger", "ledger = \"read\" does not say where the value stands",
                  "write ledger_value = { json = \"$.path\" }");
  }
}

Step read_step(const Section& section) {
  Step step;
  step.name = section.text("name");
  step.method = section.text("method");
  step.url = section.text_template("url");
  step.headers = section.string_map("headers");
  auto [body, content_type] = read_body(section);
  step.body = std::move(body);
  if (!has_content_type(step.headers)) step.content_type = content_type;
  const bool reads = step.method == "GET" || step.method == "HEAD" || step.method == "OPTIONS";
  step.effect = section.has("effect") ? section.choice<Effect>("effect")
                                      : (reads ? Effect::kRead : Effect::kWrite);
  const bool repeatable = step.method == "PUT" || step.method == "DELETE";
  step.idempotent = section.has("idempotent") ? section.flag("idempotent")
                                              : step.effect == Effect::kRead || repeatable;
  step.expect = section.expect("expect");
  if (section.has("rejected")) {
    step.rejected = section.expect("rejected");
    if (step.effect == Effect::kRead) {
      section.error("rejected", "'rejected' is for steps with effect = \"write\"");
    }
  }
  step.think = section.duration("think");
  step.deadline = section.given_duration("deadline");
  step.attempt_timeout = section.given_duration("attempt_timeout");
  read_ledger(section, step);
  return step;
}

Workload read_workload(const Section& section, const References& references) {
  Workload workload;
  workload.name = section.text("name");
  workload.title = section.text("title");
  Names step_names("step", NameStyle::kText);
  ReferenceScope scope;
  scope.dynamic = {"key", "value", "iteration", "user"};
  for (const Section& step_section : section.tables("step")) {
    step_names.add(step_section);
    references.check(step_section, scope);
    Step step = read_step(step_section);
    if (const TomlNode* captures = step_section.given("capture")) {
      for (const TomlEntry& entry : *captures->table()) {
        step.captures.push_back(read_capture(entry, section.context()));
        scope.dynamic.push_back(entry.key);  // Only for the steps behind this one.
      }
    }
    workload.steps.push_back(std::move(step));
  }
  constexpr std::size_t kMostSteps = 250;  // A record holds the step in a byte.
  if (workload.steps.size() > kMostSteps) {
    section.error("step", fmt::format("{} has more than {} steps", section.label(), kMostSteps));
  }
  if (section.has("step") && workload.steps.empty()) {
    section.error("step", fmt::format("{} has no steps", section.label()));
  }
  return workload;
}

KeyList read_list(const Section& section) {
  KeyList list{section.text("name"), section.texts("values")};
  if (section.has("file") && section.has("values")) {
    section.error("file", fmt::format("{} has both 'values' and 'file'", section.label()),
                  "give one of them");
  } else if (!section.has("file") && list.values.empty()) {
    section.error("values", fmt::format("{} is empty", section.label()),
                  "write values = [\"…\"] or file = \"keys.txt\"");
  }
  return list;
}

}  // namespace

void read_workloads(const Section& root, const References& references, Names& workload_names,
                    Names& list_names, Topology& topology) {
  for (const Section& section : root.tables("workload")) {
    workload_names.add(section);
    topology.workloads.push_back(read_workload(section, references));
  }
  for (const Section& section : root.tables("list")) {
    list_names.add(section);
    topology.lists.push_back(read_list(section));
  }
}

}  // namespace squall

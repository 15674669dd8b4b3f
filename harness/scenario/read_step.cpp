// Steps of workloads: the request, what is taken from its answer, and when it is done.
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
  capture.optional = section.flag("optional");
  capture.keep = section.text("keep") == "user";
  int sources = 0;
  for (const auto& [key, from] :
       {std::pair{"json", Capture::From::kJson}, std::pair{"header", Capture::From::kHeader},
        std::pair{"cookie", Capture::From::kCookie}, std::pair{"regex", Capture::From::kRegex}}) {
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
                           "write one of json, header, cookie and regex");
  }
  return capture;
}

void read_ledger(const Section& section, Step& step) {
  const bool reads = section.has("ledger") && section.text("ledger") == "read";
  if (section.has("absent")) {
    step.absent = section.expect("absent");
    if (!reads) section.error("absent", "'absent' is for steps with ledger = \"read\"");
  }
  if (!section.has("ledger")) return;
  const std::string use = section.text("ledger");
  step.ledger = use == "read"     ? LedgerUse::kRead
                : use == "delete" ? LedgerUse::kDelete
                                  : LedgerUse::kWrite;
  if (step.ledger != LedgerUse::kRead && step.effect == Effect::kRead) {
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

// What is said of a capture that is not named, and the other way round.
void check_capture_test(const Section& section, const StepCondition& condition) {
  const bool tested = condition.equals || !condition.regex.empty() || condition.empty;
  if (tested && !section.has("capture")) {
    section.error("capture", fmt::format("{} does not say of which capture", section.label()),
                  "write capture = \"NAME\"");
  } else if (!tested && section.has("capture")) {
    section.error("capture",
                  fmt::format("{} does not say what the capture must be", section.label()),
                  "write equals = \"…\", regex = \"…\" or empty = false");
  }
}

StepCondition read_condition(const Section& section, const StepScope& scope) {
  StepCondition condition;
  condition.done = section.text("done");
  if (const TomlNode* status = section.given("status")) {
    condition.status = read_status_ranges(*status, section.context());
  }
  condition.capture = section.text("capture");
  if (section.has("equals")) condition.equals = section.text("equals");
  if (const TomlNode* regex = section.given("regex");
      regex != nullptr && check_regex(*regex, section.context())) {
    condition.regex = *regex->text();
  }
  if (section.has("empty")) condition.empty = section.flag("empty");
  if (section.has("share")) condition.share = section.number("share");
  check_capture_test(section, condition);
  if (section.node().table()->empty()) {
    section.error("", fmt::format("{} says nothing", section.label()),
                  "write { status = 404 } or { capture = \"token\", empty = true }");
  }
  const auto known = [&](std::string_view key, const std::string& name,
                         const std::vector<std::string>& names, std::string_view what) {
    if (!section.has(key) || std::find(names.begin(), names.end(), name) != names.end()) return;
    section.error(key, fmt::format("there is no {} '{}' before this step", what, name),
                  suggestion(name, names, fmt::format("{}s", what)));
  };
  known("done", condition.done, scope.steps, "step");
  known("capture", condition.capture, scope.captures, "capture");
  return condition;
}

}  // namespace

std::vector<Capture> read_captures(const Section& step) {
  std::vector<Capture> captures;
  const TomlNode* given = step.given("capture");
  if (given == nullptr) return captures;
  for (const TomlEntry& entry : *given->table()) {
    captures.push_back(read_capture(entry, step.context()));
  }
  return captures;
}

void read_flow(const Section& section, const StepScope& scope, Step& step) {
  if (section.has("weight")) step.weight = section.number("weight");
  step.choice = section.text("choice");
  if (section.has("choice") && !section.has("weight")) {
    section.error("choice", fmt::format("{} has a choice and no weight", section.label()),
                  "write weight = 1");
  }
  step.repeat = section.integer("repeat");
  if (const auto when = section.table("when")) step.when = read_condition(*when, scope);
  if (const auto until = section.table("until")) {
    StepScope after = scope;  // It sees the step's own answer.
    after.steps.push_back(step.name);
    for (const Capture& capture : step.captures) after.captures.push_back(capture.name);
    step.until = read_condition(*until, after);
    if (step.repeat == 1) {
      section.error("until", "'until' does not say how often at most", "write repeat = 20");
    }
    if (step.until->share) until->error("share", "'share' is for 'when'");
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
  if (section.has("deadline")) warn_if_longer(section, "attempt_timeout", "deadline");
  step.captures = read_captures(section);
  return step;
}

Step read_iteration_step(const Section& section, const StepScope& scope) {
  Step step = read_step(section);
  read_ledger(section, step);
  read_flow(section, scope, step);
  return step;
}

}  // namespace squall

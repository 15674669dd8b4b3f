#include "reports/markdown.h"

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>
#include <set>
#include <span>
#include <vector>

#include "harness/core/text.h"
#include "reports/capacity_rows.h"
#include "reports/first_evidence.h"
#include "reports/markdown_text.h"
#include "reports/phase_rows.h"
#include "reports/quantity.h"
#include "reports/reproduce.h"
#include "reports/sample_rows.h"
#include "reports/verdict_text.h"

namespace squall {
namespace {

// GitHub drops a step summary above 1 MiB whole, and a job may write several.
constexpr std::size_t kMostBytes = 200'000;
constexpr std::size_t kMostRows = 100;
constexpr std::size_t kMostExamples = 10;
constexpr std::size_t kErrorRows = 10;
constexpr std::size_t kMostColumns = 12;

int badness(CheckVerdict verdict) {
  switch (verdict) {
    case CheckVerdict::kFail:
      return 0;
    case CheckVerdict::kInconclusive:
      return 1;
    case CheckVerdict::kWarn:
      return 2;
    case CheckVerdict::kPass:
      break;
  }
  return 3;
}

class Page {
 public:
  explicit Page(const Report& report) : report_(report) {}

  std::string render() {
    head();
    variants();
    gates();
    budgets();
    phases();
    stalls();
    capacities();
    faults();
    hypotheses();
    samples();
    checkers();
    notes();
    examples();
    foot();
    if (cut_ > 0) text_ += fmt::format("\n_{} parts were cut: the page has its limit._\n", cut_);
    return std::move(text_);
  }

 private:
  // Adds a block that makes sense only whole.
  void add(std::string_view block) {
    if (text_.size() + block.size() > kMostBytes) {
      ++cut_;
      return;
    }
    text_ += block;
  }

  // A table of which the first rows are shown; an empty one leaves nothing.
  void table(std::string_view title, std::string_view header, std::string_view rule,
             const std::vector<std::string>& rows) {
    if (rows.empty()) return;
    add(fmt::format("\n### {}\n\n{}\n{}\n", title, header, rule));
    const std::size_t shown = std::min(rows.size(), kMostRows);
    for (std::size_t i = 0; i < shown; ++i) add(rows[i] + "\n");
    if (shown < rows.size()) add(fmt::format("\n_… and {} more._\n", rows.size() - shown));
  }

  void head() {
    add(fmt::format("## {} {}: {}\n\n**{}**\n\n", mark(report_.verdict), shout(report_.verdict),
                    markdown_text(report_.title), markdown_text(deciding_reason(report_))));
    if (!report_.records_complete) {
      add("> The run was killed: this is what its records hold up to their end.\n\n");
    }
    if (const auto evidence = first_evidence(report_)) {
      const std::string when = evidence->at_s ? fmt::format(" at {:.2f} s", *evidence->at_s) : "";
      add(fmt::format("First evidence{}: {}\n\n", when, markdown_text(evidence->what)));
    }
    add(fmt::format("{} · seed {} · {} · {} · exit code {}\n",
                    markdown_text(topology_text(report_)), report_.seed,
                    seconds_text(report_.duration_s), name(report_.status), report_.exit_code));
  }

  void variants() {
    if (report_.variants.empty()) return;
    const std::size_t shown = std::min(report_.variants.size(), kMostColumns);
    const auto variants = std::span(report_.variants).first(shown);
    std::vector<std::string> names, settings;
    for (const VariantReport& variant : variants) {
      names.push_back(variant.name);
      settings.push_back(markdown_code(settings_text(variant)));
    }
    std::vector<TableRow> rows = variant_rows(variants, kErrorRows);
    rows.push_back({"settings", std::move(settings)});
    side_by_side("Client policies", "policy", names, rows);
    add(fmt::format("\nFigures of {}, each policy under the same load and faults.\n",
                    markdown_text(join_names(variants.front().phases))));
  }

  void side_by_side(std::string_view title, std::string_view what,
                    const std::vector<std::string>& names, const std::vector<TableRow>& rows) {
    std::string header = fmt::format("| {} |", what), rule = "| --- |";
    for (const std::string& name : names) {
      header += fmt::format(" {} |", markdown_text(name, 60));
      rule += " ---: |";
    }
    std::vector<std::string> lines;
    for (const TableRow& row : rows) {
      std::string& line = lines.emplace_back(fmt::format("| {} |", markdown_text(row.label)));
      for (const std::string& cell : row.cells) line += fmt::format(" {} |", cell);
    }
    table(title, header, rule, lines);
  }

  void gates() {
    std::vector<GateReport> sorted = report_.gates;
    std::stable_sort(sorted.begin(), sorted.end(), [](const GateReport& a, const GateReport& b) {
      return badness(a.verdict) < badness(b.verdict);
    });
    std::vector<std::string> rows;
    for (const GateReport& gate : sorted) {
      const GateText text = gate_text(gate);
      rows.push_back(fmt::format(
          "| {} | {} | {} | {} | {} {} | {} | {} |", mark(gate.verdict),
          markdown_text(of_variant(gate.variant) + gate.name), markdown_code(gate.expr),
          text.actual, markdown_text(gate.comparison), text.limit,
          gate.phase.empty() ? "whole run" : markdown_text(gate.phase),
          gate.reason.empty() ? counted(gate.samples, "sample") : markdown_text(gate.reason)));
    }
    table("Gates", "| | gate | condition | actual | limit | phase | |",
          "| --- | --- | --- | ---: | --- | --- | --- |", rows);
    whys(sorted);
  }

  // Of the limits that were not held. Gates that were judged several times share one.
  void whys(const std::vector<GateReport>& gates) {
    std::set<std::string> told;
    for (const GateReport& gate : gates) {
      if (gate.verdict == CheckVerdict::kPass || gate.why.empty()) continue;
      if (told.empty()) add("\n");
      if (!told.insert(gate.why).second) continue;
      add(fmt::format("- Why the limit of {} is what it is: {}\n", markdown_text(gate.name),
                      markdown_text(gate.why)));
    }
  }

  void budgets() {
    std::vector<std::string> rows;
    for (const SloReport& slo : report_.slos) {
      rows.push_back(fmt::format(
          "| {} | {} | {} | {} of {} |", markdown_text(of_variant(slo.variant) + slo.name),
          objective_text(slo), budget_text(slo), count_text(slo.bad), count_text(slo.operations)));
    }
    table("Error budgets",
          "| | objective | spent by fault phases and recoveries | bad operations |",
          "| --- | --- | --- | ---: |", rows);
  }

  void phases() {
    if (report_.phases.empty()) return;
    const std::size_t shown = std::min(report_.phases.size(), kMostColumns);
    const auto phases = std::span(report_.phases).first(shown);
    std::vector<std::string> names;
    for (const PhaseReport& phase : phases) names.push_back(phase_title(phase));
    side_by_side("Phases", "phase", names, phase_rows(phases, kErrorRows));
    if (shown < report_.phases.size()) {
      add(fmt::format("\n_… and {} more phases._\n", report_.phases.size() - shown));
    }
  }

  void stalls() {
    std::vector<std::string> rows;
    for (const StallReport& stall : report_.stalls) {
      rows.push_back(fmt::format("| {:.2f} s | {} | {} | {} |", stall.start_s,
                                 seconds_text(stall.length_s()), count_text(stall.operations),
                                 markdown_text(stall.phase)));
    }
    table("Stalls", "| at | length | operations that waited | phase |",
          "| ---: | ---: | ---: | --- |", rows);
  }

  void capacities() {
    for (const CapacityReport& search : report_.capacities) {
      std::string header = "| | rate |", rule = "| --- | ---: |";
      for (const std::string& column : capacity_columns()) {
        header += fmt::format(" {} |", column);
        rule += " ---: |";
      }
      std::vector<std::string> rows;
      for (const CapacityRow& step : capacity_rows(search)) {
        std::string row = fmt::format("| {} | {} |", mark(step.verdict), step.rate);
        for (const std::string& cell : step.cells) row += fmt::format(" {} |", cell);
        rows.push_back(row + fmt::format(" {} |", markdown_text(step.reason)));
      }
      const std::string title = fmt::format("Capacity of {}: {}", markdown_text(search.load),
                                            markdown_text(search.summary));
      if (rows.empty()) add(fmt::format("\n### {}\n", title));
      table(title, header + " |", rule + " --- |", rows);
    }
  }

  void faults() {
    std::vector<std::string> rows;
    for (const FaultReport& fault : report_.faults) {
      const std::string evidence =
          !fault.failure.empty() ? "not injected: " + fault.failure : fault.evidence;
      const std::string noticed =
          fault.detected_by.empty() ? "" : "; noticed by " + detected_text(fault);
      rows.push_back(fmt::format("| {} | {} | {} | {} | {} |", fault.evidence_confirmed ? "✓" : "?",
                                 markdown_text(of_variant(fault.variant) + fault.name),
                                 markdown_text(fault_title(fault)),
                                 evidence.empty() ? "none" : markdown_text(evidence),
                                 markdown_text(impact_text(fault) + noticed)));
    }
    table("Faults", "| | fault | what | evidence | impact |", "| --- | --- | --- | --- | --- |",
          rows);
  }

  void hypotheses() {
    std::vector<std::string> rows;
    for (const HypothesisReport& each : report_.hypotheses) {
      if (each.met) continue;
      rows.push_back(fmt::format("| ✗ | {} | {} at {:.1f} s | {} | {} |",
                                 markdown_text(of_variant(each.variant) + each.name),
                                 markdown_text(each.when), each.at_s, markdown_text(each.expected),
                                 each.actual.empty() ? "nothing" : markdown_text(each.actual)));
    }
    if (rows.empty() && !report_.hypotheses.empty()) {
      add(fmt::format("\nSteady state: {}.\n", hypotheses_text(report_)));
    }
    table("Steady state", "| | hypothesis | when | expected | saw |",
          "| --- | --- | --- | --- | --- |", rows);
  }

  void samples() {
    const auto lines_of = [](const std::vector<SampleRow>& rows) {
      std::vector<std::string> lines;
      for (const SampleRow& row : rows) {
        std::string line = fmt::format("| {} |", markdown_text(row.name));
        for (const std::string& cell : row.cells) line += fmt::format(" {} |", cell);
        lines.push_back(std::move(line));
      }
      return lines;
    };
    table("Probes", "| probe | samples | met | least | mean | most |",
          "| --- | ---: | ---: | ---: | ---: | ---: |", lines_of(probe_rows(report_)));
    table("Nodes", "| node | memory, most | mean | processors, most | mean | descriptors, most |",
          "| --- | ---: | ---: | ---: | ---: | ---: |", lines_of(resource_rows(report_)));
  }

  void checkers() {
    std::vector<std::string> rows;
    for (const CheckerReport& checker : report_.checkers) {
      std::string counts;
      for (const auto& [key, count] : checker.counts) {
        counts += fmt::format("{}{} {}", counts.empty() ? "" : ", ", key, count_text(count));
      }
      if (checker.rpo_s.value_or(0) > 0) {
        counts += fmt::format(", rpo {}", seconds_text(*checker.rpo_s));
      }
      rows.push_back(fmt::format(
          "| {} | {} | {} | {} |", mark(checker.verdict),
          markdown_text(of_variant(checker.variant) + checker.name), markdown_text(counts),
          !checker.reason.empty()    ? markdown_text(checker.reason)
          : checker.examples.empty() ? kNoValue
                                     : markdown_text(checker.examples.front().text)));
    }
    table("Checkers", "| | checker | counts | what was found first |", "| --- | --- | --- | --- |",
          rows);
  }

  void notes() {
    std::vector<std::string> rows;
    for (const auto& [at_s, what] : report_.warnings) {
      rows.push_back(fmt::format("| {:.1f} s | {} |", at_s, markdown_text(what)));
    }
    for (const std::string& left : report_.residue) {
      rows.push_back(fmt::format("| end | left behind: {} |", markdown_text(left)));
    }
    table("Warnings", "| when | what |", "| ---: | --- |", rows);
    rows.clear();
    for (const NoteReport& note : report_.notes) {
      rows.push_back(fmt::format("| {:.1f} s | {} | {} |", note.at_s, markdown_text(note.text),
                                 markdown_text(note.who)));
    }
    table("Notes", "| when | what | by |", "| ---: | --- | --- |", rows);
  }

  void examples() {
    if (report_.examples.empty()) return;
    const std::size_t shown = std::min(report_.examples.size(), kMostExamples);
    add(fmt::format("\n<details><summary>Failures: {} of {} kept examples</summary>\n", shown,
                    report_.examples.size()));
    for (std::size_t i = 0; i < shown; ++i) {
      const auto& [at_s, example] = report_.examples[i];
      add(fmt::format("\n{:.2f} s, {}, {}: {}\n\n{}", at_s, markdown_text(example.step),
                      markdown_code(name(example.error)), markdown_text(failure_sentence(example)),
                      example.body.empty() ? "" : markdown_block(example.body)));
    }
    add("\n</details>\n");
  }

  void foot() {
    add(fmt::format("\nHarness: {}.\n\nReproduce:\n\n{}", generator_text(report_),
                    markdown_block(reproduce_command(report_))));
  }

  const Report& report_;
  std::string text_;
  std::size_t cut_ = 0;  ///< Blocks that did not fit.
};

}  // namespace

std::string report_markdown(const Report& report) { return Page(report).render(); }

}  // namespace squall

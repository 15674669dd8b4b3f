#include "reports/console.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <span>
#include <utility>
#include <vector>

#include "harness/core/text.h"
#include "reports/capacity_rows.h"
#include "reports/console_text.h"
#include "reports/display.h"
#include "reports/first_evidence.h"
#include "reports/gates_by_variant.h"
#include "reports/phase_rows.h"
#include "reports/quantity.h"
#include "reports/sample_rows.h"
#include "reports/verdict_text.h"

namespace squall {
namespace {

constexpr std::size_t kWidestLabel = 32;
constexpr std::size_t kMostColumns = 5;
constexpr std::size_t kVerdictWidth = 240;
constexpr std::size_t kErrorRows = 5;
constexpr std::size_t kMostWarnings = 3;
constexpr std::size_t kMostNotes = 20;
constexpr std::size_t kMostFaults = 4;
constexpr std::size_t kMostStalls = 3;
constexpr std::size_t kMostSampled = 8;
constexpr std::size_t kCurveColumn = 14;

class Console : private ConsoleText {
 public:
  Console(const Report& report, const ConsoleOptions& options)
      : ConsoleText(options.colour), report_(report), options_(options) {}

  std::string render() {
    head();
    figures();
    stalls();
    capacities();
    if (report_.variants.empty()) {
      faults();
      gates();
    } else {
      faults_by_variant();
      variant_gates();
    }
    budgets();
    checkers();
    hypotheses();
    samples("Probes", {"samples", "met", "least", "mean", "most"}, probe_rows(report_));
    samples("Nodes", {"memory", "mean", "processors", "mean", "descriptors"},
            resource_rows(report_));
    evidence();
    foot();
    return std::move(text_);
  }

 private:
  void head() {
    line(report_.title.empty() ? report_.scenario_file : report_.title, Style::kBold);
    line(fmt::format("{} · seed {} · {} · {}", topology_text(report_), report_.seed,
                     seconds_text(report_.duration_s), name(report_.status)),
         Style::kFaint);
    if (!report_.records_complete) {
      line("The run was killed: this is what its records hold up to their end.", Style::kYellow);
    }
  }

  // Variants take the place of the phases, of which there is a set for each.
  void figures() {
    if (!report_.variants.empty()) return variants();
    in_columns(std::span(report_.phases), [&](std::span<const PhaseReport> phases) {
      std::vector<std::string> names;
      for (const PhaseReport& phase : phases) names.push_back(phase.name);
      table("Phases", names, phase_rows(phases, kErrorRows));
    });
  }

  void variants() {
    in_columns(std::span(report_.variants), [&](std::span<const VariantReport> variants) {
      table("Client policies", names_of(variants), variant_rows(variants, kErrorRows));
    });
    gap();
    for (const VariantReport& each : report_.variants) {
      item(each.complete ? " " : "?", Style::kYellow, each.name,
           settings_text(each) + (each.complete ? "" : " (cut short)"));
    }
    const auto& phases = report_.variants.front().phases;
    if (!phases.empty()) {
      line(fmt::format("  Figures of {}, each policy under the same load and faults.",
                       join_names(phases)),
           Style::kFaint);
    }
  }

  static std::vector<std::string> names_of(std::span<const VariantReport> variants) {
    std::vector<std::string> names;
    for (const VariantReport& variant : variants) names.push_back(variant.name);
    return names;
  }

  // As many items at a time as a line has columns.
  template <typename Item, typename Show>
  static void in_columns(std::span<const Item> items, Show&& show) {
    while (!items.empty()) {
      const std::size_t count = std::min(items.size(), kMostColumns);
      show(items.first(count));
      items = items.subspan(count);
    }
  }

  static std::string row(std::string_view label, std::span<const std::string> cells) {
    constexpr std::size_t kColumn = (kWidth - kLabelWidth) / kMostColumns;
    std::string text = padded(fitted(one_line(label), kLabelWidth), kLabelWidth);
    for (const std::string& cell : cells) {
      text += right_aligned(fitted(one_line(cell), kColumn - 2), kColumn);
    }
    return text;
  }

  void table(std::string_view title, const std::vector<std::string>& names,
             const std::vector<TableRow>& rows) {
    gap();
    line(row(title, names), Style::kBold);
    for (const TableRow& each : rows) line(row("  " + each.label, each.cells));
  }

  void faults() {
    const std::size_t shown = std::min(report_.faults.size(), kMostFaults);
    for (std::size_t i = 0; i < shown; ++i) fault(report_.faults[i]);
    if (shown < report_.faults.size()) {
      const std::size_t more = report_.faults.size() - shown;
      line(fmt::format("… and {} more fault{}: see the report", more, more == 1 ? "" : "s"));
    }
  }

  void fault(const FaultReport& fault) {
    section(fault_heading(fault));
    if (!fault.failure.empty()) {
      item("✗", Style::kRed, "failure", fault.failure);
      return;
    }
    item(" ", Style::kPlain, "when", fault_times(fault));
    item(fault.evidence_confirmed ? "✓" : "?",
         fault.evidence_confirmed ? Style::kGreen : Style::kYellow, "evidence",
         fault.evidence.empty() ? "none" : fault.evidence);
    if (!fault.detected_by.empty()) {
      item(" ", Style::kPlain, "noticed by", detected_text(fault));
    }
    item(" ", Style::kPlain, "impact", impact_text(fault));
    if (!fault.heal_ok) item("✗", Style::kRed, "healing failed", fault.healed_detail);
  }

  void stalls() {
    if (report_.stalls.empty()) return;
    section("Stalls");
    std::vector<StallReport> longest = report_.stalls;
    std::stable_sort(
        longest.begin(), longest.end(),
        [](const StallReport& a, const StallReport& b) { return a.length_s() > b.length_s(); });
    const std::size_t shown = std::min(longest.size(), kMostStalls);
    for (std::size_t i = 0; i < shown; ++i) {
      item("!", Style::kYellow, longest[i].phase, stall_text(longest[i]));
    }
    if (shown < longest.size()) {
      line(fmt::format("  … and {} shorter ones: see the report", longest.size() - shown));
    }
  }

  void capacities() {
    for (const CapacityReport& search : report_.capacities) {
      section(fmt::format("Capacity of {}: {}", search.load, search.summary));
      const auto row = [](const std::vector<std::string>& cells) {
        std::string text;
        for (const std::string& cell : cells) text += right_aligned(cell, kCurveColumn);
        return text;
      };
      if (!search.steps.empty()) item(" ", Style::kPlain, "rate", row(capacity_columns()));
      for (const CapacityRow& step : capacity_rows(search)) {
        item(mark(step.verdict), style_of(step.verdict), step.rate, row(step.cells));
      }
    }
  }

  // One section for each fault, one line in it for each variant.
  void faults_by_variant() {
    std::vector<const FaultReport*> first;  // Of each name.
    for (const FaultReport& fault : report_.faults) {
      const bool known = std::any_of(first.begin(), first.end(), [&](const FaultReport* other) {
        return other->name == fault.name && other->phase == fault.phase;
      });
      if (!known) first.push_back(&fault);
    }
    for (const FaultReport* each : first) {
      section(fault_heading(*each));
      for (const FaultReport& fault : report_.faults) {
        if (fault.name == each->name && fault.phase == each->phase) fault_of_variant(fault);
      }
    }
  }

  void fault_of_variant(const FaultReport& fault) {
    const bool proven = fault.evidence_confirmed && fault.heal_ok;
    std::string text = !fault.failure.empty()   ? "not injected: " + fault.failure
                       : fault.evidence.empty() ? "no evidence"
                                                : fault.evidence;
    if (!fault.detected_by.empty()) text += "; noticed by " + detected_text(fault);
    if (fault.injected_at_s) text += "; " + impact_text(fault);
    if (!fault.heal_ok) text += "; healing failed: " + fault.healed_detail;
    item(proven ? "✓" : "?", proven ? Style::kGreen : Style::kYellow, fault.variant, text);
  }

  void variant_gates() {
    const std::vector<GateRow> rows = gates_by_variant(report_);
    if (rows.empty()) return;
    std::size_t from = 0;
    in_columns(std::span(report_.variants), [&](std::span<const VariantReport> variants) {
      gap();
      line(row("Gates", names_of(variants)), Style::kBold);
      for (const GateRow& each : rows) {
        std::vector<std::string> cells;
        for (std::size_t i = from; i < from + variants.size(); ++i) {
          const GateReport* gate = each.by_variant[i];
          cells.push_back(gate == nullptr
                              ? kNoValue
                              : fmt::format("{} {}", mark(gate->verdict), gate_text(*gate).actual));
        }
        line(row("  " + each.name, cells));
        line(fmt::format("    {}, {}", each.limit, each.phase.empty() ? "whole run" : each.phase),
             Style::kFaint);
      }
      from += variants.size();
    });
    for (const GateReport& gate : report_.gates) {
      if (gate.verdict == CheckVerdict::kPass) continue;
      item(mark(gate.verdict), style_of(gate.verdict), gate.variant,
           fmt::format("{}: {}", gate.name, gate.reason));
      why(gate);
    }
  }

  void gates() {
    if (report_.gates.empty()) return;
    section("Gates");
    std::size_t actual_width = 0, limit_width = 0;
    for (const GateReport& gate : report_.gates) {
      label_width_ = std::clamp(columns(gate.name), label_width_, kWidestLabel);
      const GateText text = gate_text(gate);
      actual_width = std::max(actual_width, columns(text.actual));
      limit_width = std::max(limit_width, columns(text.limit));
    }
    for (const GateReport& gate : report_.gates) {
      const GateText text = gate_text(gate);
      std::string rest = fmt::format("{}  {} {}   {}", right_aligned(text.actual, actual_width),
                                     padded(gate.comparison, 2), padded(text.limit, limit_width),
                                     gate.phase.empty() ? "whole run" : gate.phase);
      if (gate.worst_at_s) rest += fmt::format(", worst at {:.1f} s", *gate.worst_at_s);
      rest += gate.reason.empty() ? fmt::format(" ({})", counted(gate.samples, "sample"))
                                  : fmt::format(" – {}", gate.reason);
      item(mark(gate.verdict), style_of(gate.verdict), gate.name, rest);
      why(gate);
    }
    label_width_ = kLabelWidth;
  }

  // Whoever sees a limit that was not held asks where it comes from. Once: a gate may be judged for
  // each of many faults.
  void why(const GateReport& gate) {
    if (gate.verdict == CheckVerdict::kPass || gate.why.empty()) return;
    if (whys_.insert(gate.why).second) aside("The limit: " + gate.why);
  }

  void budgets() {
    if (report_.slos.empty()) return;
    section("Error budgets");
    for (const SloReport& slo : report_.slos) {
      item(" ", Style::kPlain, of_variant(slo.variant) + slo.name,
           fmt::format("{}: {}", objective_text(slo), budget_text(slo)));
    }
  }

  void checkers() {
    // Without a phase there is nothing to judge, and the reason is said below.
    if (report_.checkers.empty() || report_.phases.empty()) return;
    section("Checkers");
    for (const CheckerReport& checker : report_.checkers) {
      std::string counts;
      for (const auto& [key, count] : checker.counts) {
        // What was looked for and not found needs no words here.
        if (count == 0 && checker.verdict == CheckVerdict::kPass) continue;
        counts += fmt::format("{}{} {}", counts.empty() ? "" : ", ", key, count_text(count));
      }
      item(mark(checker.verdict), style_of(checker.verdict),
           of_variant(checker.variant) + checker.name, counts + rpo_text(checker));
      if (!checker.reason.empty()) item(" ", Style::kPlain, "", checker.reason);
      if (checker.verdict == CheckVerdict::kPass || checker.examples.empty()) continue;
      item(" ", Style::kPlain, "", checker.examples.front().text);
    }
  }

  static std::string rpo_text(const CheckerReport& checker) {
    if (checker.rpo_s.value_or(0) == 0) return "";
    return fmt::format(", rpo {}", seconds_text(*checker.rpo_s));
  }

  void hypotheses() {
    if (report_.hypotheses.empty()) return;
    section(fmt::format("Steady state: {}", hypotheses_text(report_)));
    for (const HypothesisReport& each : report_.hypotheses) {
      if (each.met) continue;
      item("✗", Style::kRed, each.name,
           fmt::format("{}{} at {:.1f} s: expected {}, saw {}", of_variant(each.variant), each.when,
                       each.at_s, each.expected, each.actual.empty() ? "nothing" : each.actual));
    }
  }

  void samples(std::string_view title, const std::vector<std::string>& heads,
               const std::vector<SampleRow>& rows) {
    if (rows.empty()) return;
    std::vector<TableRow> lines;
    for (const SampleRow& each : rows) lines.push_back({each.name, each.cells});
    if (lines.size() > kMostSampled) lines.resize(kMostSampled);
    table(title, heads, lines);
    if (lines.size() == rows.size()) return;
    line(fmt::format("  … and {} more: see the report", rows.size() - lines.size()));
  }

  void evidence() {
    const std::optional<Evidence> first = first_evidence(report_);
    if (!first) return;
    section("First evidence");
    const std::string when = first->at_s ? fmt::format("{:.2f} s", *first->at_s) : "";
    item("✗", style_of(report_.verdict), when, first->what);
  }

  void foot() {
    gap();
    const std::size_t shown = std::min(report_.warnings.size(), kMostWarnings);
    for (std::size_t i = 0; i < shown; ++i) {
      line("Warning: " + report_.warnings[i].second, Style::kYellow);
    }
    if (shown < report_.warnings.size()) {
      line(fmt::format("… and {} more warnings", report_.warnings.size() - shown), Style::kYellow);
    }
    for (std::size_t i = 0; i < std::min(report_.notes.size(), kMostNotes); ++i) {
      const NoteReport& note = report_.notes[i];
      line(fmt::format("Note at {:.1f} s: {}", note.at_s, note.text));
    }
    if (kMostNotes < report_.notes.size()) {
      line(fmt::format("… and {} more notes", report_.notes.size() - kMostNotes));
    }
    for (const std::string& left : report_.residue) line("Left behind: " + left, Style::kRed);
    line(fmt::format("Harness: {}", generator_text(report_)),
         report_.generator.dropped > 0 ? Style::kYellow : Style::kPlain);
    if (!options_.run_directory.empty()) {
      // Not fitted: a path that is cut cannot be followed.
      text_ += fmt::format("Files: {}/ (report.html, report.json, junit.xml, summary.md)\n",
                           one_line(options_.run_directory));
    }
    text_ += paint(verdict_line(report_), style_of(report_.verdict));
    text_ += '\n';
  }

  const Report& report_;
  const ConsoleOptions& options_;
  std::set<std::string> whys_;  ///< That are told.
};

}  // namespace

std::string verdict_line(const Report& report) {
  const std::string head = fmt::format("{} {}: ", mark(report.verdict), shout(report.verdict));
  const std::string tail = fmt::format(" (exit {})", report.exit_code);
  const std::size_t room = kVerdictWidth - columns(head) - columns(tail);
  return head + fitted(one_line(deciding_reason(report)), room) + tail;
}

std::string console_summary(const Report& report, const ConsoleOptions& options) {
  return Console(report, options).render();
}

}  // namespace squall

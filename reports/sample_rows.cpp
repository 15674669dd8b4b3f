#include "reports/sample_rows.h"

#include "reports/quantity.h"
#include "reports/verdict_text.h"

namespace squall {
namespace {

std::string cell_of(const std::optional<ValueRange>& range, double ValueRange::*which,
                    Dimension dimension) {
  return range ? figure_text((*range).*which, dimension) : kNoValue;
}

}  // namespace

std::vector<SampleRow> probe_rows(const Report& report) {
  std::vector<SampleRow> rows;
  for (const ProbeReport& probe : report.probes) {
    const auto cell = [&](double ValueRange::*which) {
      return cell_of(probe.value, which, probe.dimension);
    };
    const std::string met =
        probe.samples == 0
            ? kNoValue
            : percent_text(static_cast<double>(probe.met) / static_cast<double>(probe.samples));
    rows.push_back({of_variant(probe.variant) + probe.name,
                    {count_text(probe.samples), met, cell(&ValueRange::min),
                     cell(&ValueRange::mean), cell(&ValueRange::max)}});
  }
  return rows;
}

std::vector<SampleRow> resource_rows(const Report& report) {
  std::vector<SampleRow> rows;
  for (const ResourceReport& node : report.resources) {
    const auto cell = [&](NodeResource resource, double ValueRange::*which, Dimension dimension) {
      return cell_of(node.used.at(static_cast<std::size_t>(resource)), which, dimension);
    };
    rows.push_back({node.node,
                    {cell(NodeResource::kRss, &ValueRange::max, Dimension::kBytes),
                     cell(NodeResource::kRss, &ValueRange::mean, Dimension::kBytes),
                     cell(NodeResource::kCpu, &ValueRange::max, Dimension::kRatio),
                     cell(NodeResource::kCpu, &ValueRange::mean, Dimension::kRatio),
                     cell(NodeResource::kDescriptors, &ValueRange::max, Dimension::kNone)}});
  }
  return rows;
}

}  // namespace squall

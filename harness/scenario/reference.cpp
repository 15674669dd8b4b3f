// scenarios/REFERENCE.md.
#include "harness/scenario/reference.h"

#include <fmt/format.h>

#include <array>

#include "harness/core/text.h"
#include "harness/model/attempt.h"
#include "harness/model/metric.h"
#include "harness/scenario/schema.h"
#include "harness/scenario/schema_tables.h"

namespace squall {
namespace {

using T = OptionType;

}  // namespace

std::string_view type_text(OptionType type) {
  switch (type) {
    case T::kBool:
      return "true or false";
    case T::kInteger:
      return "integer";
    case T::kNumber:
      return "number";
    case T::kString:
      return "string";
    case T::kDuration:
      return "duration";
    case T::kRate:
      return "rate";
    case T::kBytes:
      return "bytes";
    case T::kByteRate:
      return "bytes a second";
    case T::kTemplate:
      return "template";
    case T::kUrl:
      return "URL";
    case T::kHostPort:
      return "host:port";
    case T::kExpression:
      return "condition";
    case T::kTarget:
      return "target";
    case T::kPath:
      return "path";
    case T::kStrings:
      return "strings";
    case T::kTemplates:
      return "templates";
    case T::kStringMap:
      return "table of templates";
    case T::kExpect:
      return "`expect`";
    case T::kTable:
      return "table";
    case T::kTableList:
      return "list of tables";
    case T::kAny:
      return "any";
  }
  return "";
}

namespace {

// `|` would end a cell.
std::string cell(std::string_view text) {
  std::string escaped;
  for (const char c : text) escaped += c == '|' ? "\\|" : std::string(1, c);
  return escaped;
}

std::string type_cell(const Option& option) {
  if (option.choices.empty()) return std::string(type_text(option.type));
  std::vector<std::string> words;
  for (const std::string_view word : option.choices) words.push_back(fmt::format("`{}`", word));
  return join_names(words, "or");
}

std::string default_cell(const Option& option) {
  if (option.required) return "required";
  return option.fallback.empty() ? "" : fmt::format("`{}`", cell(option.fallback));
}

std::string option_table(std::span<const Option> options) {
  std::string text = "| key | type | default | |\n| --- | --- | --- | --- |\n";
  for (const Option& option : options) {
    if (is_internal(option)) continue;
    text += fmt::format("| `{}` | {} | {} | {} |\n", option.name, type_cell(option),
                        default_cell(option), cell(option.summary));
  }
  return text + "\n";
}

class Page {
 public:
  explicit Page(const KindTables& kinds) : kinds_(kinds) {}

  /// Workloads and lists may stand in every file; `with_workloads` describes them here.
  void file(std::string_view title, std::string_view about, std::span<const Option> schema,
            bool with_workloads = false) {
    with_workloads_ = with_workloads;
    text_ += fmt::format("## {}\n\n{}\n\n", title, about);
    text_ += option_table(schema);
    sections(schema, "");
  }

  void add(std::string_view text) { text_ += text; }

  void family(std::string_view title, std::span<const Kind> kinds) {
    if (kinds.empty()) return;
    text_ += fmt::format("### {}\n\n", title);
    for (const Kind& kind : kinds) {
      text_ += fmt::format("**`{}`** {}\n\n", kind.name, kind.summary);
      kind_options(kind.options, "");
    }
  }

  /// What stands in a driver's options is known to the parser, not to the driver's own table.
  void drivers() {
    text_ += "### Drivers\n\n";
    const Extension extension = extension_of(schema::kService, kinds_);
    for (const Kind& kind : extension.kinds) {
      text_ += fmt::format("**`{}`** {}\n\n", kind.name, kind.summary);
      kind_options(added_options(extension, kind.name), "");
    }
  }

  std::string take() {
    while (text_.ends_with("\n\n")) text_.pop_back();
    return std::move(text_);
  }

 private:
  void kind_options(std::span<const Option> options, const std::string& path) {
    if (options.empty()) return;
    if (!path.empty()) text_ += fmt::format("`{}`:\n\n", path);
    text_ += option_table(options);
    for (const Option& option : options) {
      const std::string name(option.name);
      kind_options(option.fields, path.empty() ? name : path + "." + name);
    }
  }

  void sections(std::span<const Option> options, const std::string& path) {
    for (const Option& option : options) {
      if (option.fields.empty() || is_internal(option) || is_elsewhere(option)) continue;
      const std::string name =
          path.empty() ? std::string(option.name) : fmt::format("{}.{}", path, option.name);
      const bool list = option.type == T::kTableList;
      text_ += fmt::format("### `{}`\n\n{}\n\n",
                           list ? fmt::format("[[{}]]", name) : fmt::format("[{}]", name),
                           option.summary);
      // A variant may say all that its parent says: that is told once.
      const bool changes = option.fields.data() == schema::kVariant.data() ||
                           option.fields.data() == schema::kClientChange.data();
      const std::vector<Option> own =
          changes ? own_options(option.fields, options) : all_of(option);
      text_ += option_table(own);
      if (own.size() < option.fields.size()) {
        text_ += fmt::format(
            "And every other key of `[{}]`, whose values hold where it is left out.\n\n", path);
      }
      const Extension extension = extension_of(option.fields, kinds_);
      if (!extension.key.empty()) {
        text_ +=
            fmt::format("Further keys depend on `{}`: see [Kinds](#kinds).\n\n", extension.key);
      }
      sections(own, name);
    }
  }

  static std::vector<Option> all_of(const Option& table) {
    return {table.fields.begin(), table.fields.end()};
  }

  static std::vector<Option> own_options(std::span<const Option> fields,
                                         std::span<const Option> parents) {
    std::vector<Option> own(fields.begin(), fields.end());
    std::erase_if(own, [&](const Option& option) {
      const Option* known = find_option(parents, option.name);
      return known != nullptr && known->summary.data() == option.summary.data();
    });
    return own;
  }

  bool is_elsewhere(const Option& option) const {
    return !with_workloads_ && (option.name == "workload" || option.name == "list");
  }

  const KindTables& kinds_;
  bool with_workloads_ = false;
  std::string text_;
};

constexpr std::string_view kIntroduction =
    R"(# Reference of the files

<!-- Written by `squall kinds --reference` from the option schemas; do not edit. -->

Everything that a scenario, topology or workload file can say. Unknown keys are mistakes;
`squall check FILE` finds all of them at once. `--set section.name.key=VALUE` overrides any key, as
in `--set gate.availability.expr='availability >= 95%'`.

Types: a *duration* is `"300ms"`, `"10s"`, `"2m"`, with one unit out of `ns`, `us`, `ms`, `s`, `m`,
`h` and `d`; a *rate* is `"15/s"`; a *path* is relative to the file that it stands in, or to the
topology's folder; a *template* is a string with `{references}` (below); a *URL* is a template that
begins with `http://`, `https://` or a reference, and *host:port* one of an address; *strings* are a
list of strings, or one string.

)";

struct Row {
  std::string_view left, right;
};

constexpr auto kReferences = std::to_array<Row>({
    {"`{SERVICE.url}`, `.host`, `.port`, `.host.NAME`, `.port.NAME`, `.dir`, `.name`, `.count`",
     "of the service's first node"},
    {"`{SERVICE[1].url}`, …", "of another node; `.index` and `.number` as well"},
    {"`{node.url}`, `.host`, `.port`, `.host.NAME`, `.port.NAME`, `.dir`, `.name`, `.index`, "
     "`.number`",
     "in a service: the node itself; `number` counts from 1"},
    {"`{peer.url}`, …", "in set-up calls with `each = \"peer\"`: the other node"},
    {"`{var.NAME}`, `{program.NAME}`", "a variable; the path of a program"},
    {"`{topology.dir}`, `{run.dir}`, `{run.id}`, `{seed}`", "of the run"},
    {"`${env:NAME}`", "an environment variable of the harness; its value is a secret"},
    {"`{key}`, `{value}`, `{iteration}`, `{user}`, captures by name",
     "in workloads: of each iteration"},
    {"`{key|url}`, `{key|json}`", "encoded for a URL, or for the inside of a JSON string"},
});

std::string reference_table() {
  std::string text =
      "## References\n\nA brace opens a reference only before a letter, and `{{` is a literal "
      "brace, so JSON passes through.\n\n| reference | |\n| --- | --- |\n";
  for (const Row& row : kReferences) {
    text += fmt::format("| {} | {} |\n", cell(row.left), cell(row.right));
  }
  return text +
         "\nIn rendered files, `{for node in SERVICE}` and `{end}` on lines of their own repeat "
         "what is between.\n\n";
}

constexpr std::string_view kConditions = R"(## Conditions

`availability >= 99%`, `p99(service_time) <= 300ms`, `availability(5s) >= 90%`,
`p99 <= 2 * baseline_phase.p99`, `error_rate(http_5xx) < 1% for 10s`. A duration in parentheses is a
sliding window; conditions on faults, capacities and the run have neither that nor `for`, nor has
`[recovery] good`. Units: `%`, `ms`, `s`, `m`, `/s`, `KiB`, `MiB`, `GiB`. `baseline_phase.` is the
metric in the baseline phase, `baseline_run.` the median of earlier runs (`squall run --baseline`).
Samples of probes
and nodes, which gates alone can name: `probe(queue).value_max <= 100`,
`node(web[0]).rss_max <= 1.5 * baseline_phase.node(web[0]).rss_max`. `rpo`, `budget_spent` and
`burn_rate` are of the whole run, and go in gates with each other alone.

)";

std::string metric_table() {
  std::string text = "| metric | is | in parentheses | |\n| --- | --- | --- | --- |\n";
  for (const Metric& metric : metrics()) {
    std::string_view argument;
    switch (metric.argument) {
      case MetricArgument::kErrorClass:
        argument = "an error class: see below";
        break;
      case MetricArgument::kLatency:
        argument = "`response_time` (default), `service_time` or `late_start`";
        break;
      case MetricArgument::kFault:
        argument = "a fault's name";
        break;
      case MetricArgument::kSlo:
        argument = "the name of an `[[slo]]`";
        break;
      case MetricArgument::kProbe:
        argument = "the name of a `[[probe]]`";
        break;
      case MetricArgument::kNode:
        argument = "the name of a node, `web[0]`";
        break;
      case MetricArgument::kNone:
        break;
    }
    text += fmt::format("| `{}` | {} | {} | {} |\n", metric.name, dimension_name(metric.dimension),
                        argument, cell(metric.summary));
  }
  return text + "\n";
}

}  // namespace

std::string reference_markdown(const KindTables& kinds) {
  Page page(kinds);
  page.add(kIntroduction);
  page.file("Scenario", "One experiment: `scenarios/SYSTEM/NAME.toml`.", scenario_schema());
  page.file("Topology",
            "A system under test: `topology.toml`. A flavour file has the same sections.",
            topology_schema());
  page.file("Workloads",
            "What clients do: in a scenario, in a topology, or in `workloads/*.toml` beside it.",
            workload_file_schema(), true);
  page.add(
      "### `capture`\n\nAn entry of a step's `capture`: one source, and what becomes of it.\n\n");
  page.add(option_table(capture_schema()));
  page.add("### `expect`\n\nWhat an answer must look like; all that is given must hold.\n\n");
  page.add(option_table(expect_schema()));
  page.add("A test in its `json`; all that is given must hold:\n\n");
  page.add(option_table(json_test_schema()));
  page.add("A test in its `header`:\n\n");
  page.add(option_table(header_test_schema()));
  page.add(reference_table());
  page.add(kConditions);
  page.add(metric_table());
  page.add(fmt::format("Error classes: `{}`.\n\n", fmt::join(counted_error_classes(), "`, `")));
  page.add("## Kinds\n\n");
  page.family("Faults", kinds.faults);
  page.family("Toxics", kinds.toxics);
  page.family("Probes", kinds.probes);
  page.family("Checkers", kinds.checkers);
  page.drivers();
  page.family("Arrivals", kinds.arrivals);
  page.family("Reporters", kinds.reporters);
  return page.take();
}

std::string reference_section(const KindTables& kinds, std::string_view name) {
  const std::string page = reference_markdown(kinds);
  std::string text;
  bool wanted = false;
  for (const std::string& line : split(page, '\n')) {
    if (line.starts_with("## ")) wanted = false;
    if (line.starts_with("### ")) {
      std::string heading = line.substr(4);
      std::erase_if(heading, [](char c) { return c == '`' || c == '[' || c == ']'; });
      const bool last = heading.ends_with(fmt::format(".{}", name));
      wanted = line.starts_with("### `") && (heading == name || last);
    }
    if (wanted) text += line + '\n';
  }
  return text;
}

}  // namespace squall

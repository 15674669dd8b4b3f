// Feeds arbitrary text to whatever reads an author's files.
//
//   cmake --preset clang -DSQUALL_FUZZ=ON && ninja -C build/clang fuzz_scenario
//   build/clang/fuzz_scenario -max_total_time=60 CORPUS tests/golden/broken/system
//
// The first byte says what the rest is: one of the files of a sound system, or a text that stands
// in such a file. What loads can be written down and is then the same; what does not load is an
// error that says something.
#include <algorithm>
#include <cstdint>
#include <cstdlib>

#include "harness/core/duration.h"
#include "harness/core/template.h"
#include "harness/scenario/condition.h"
#include "harness/scenario/offsets.h"
#include "harness/scenario/target.h"
#include "tests/unit/scenario/support.h"

namespace {

using namespace squall;

const std::vector<std::string> kNames{"good.toml", "topology.toml", "workloads/shopping.toml",
                                      "flavours/plain.toml", "web.cfg"};

void require(bool holds) {
  if (!holds) std::abort();
}

void load_with(const std::string& name, const std::string& text) {
  static const test::Files files{{"workloads/customers.txt", "alice\n"}};
  static const bool written = [] {
    for (const std::string& each : kNames) {
      files.write(each, test::slurp(test::broken("system/" + each)));
    }
    return true;
  }();
  require(written);
  files.write(name, text);
  const auto first = load_scenario(test::request(files.path("good.toml")), test::kinds());
  files.write(name, test::slurp(test::broken("system/" + name)));
  if (!first) return require(!first.error().empty());
  static const test::Files run{};
  run.write("scenario.toml", first->scenario_toml);
  run.write("topology.toml", first->topology_toml);
  for (const AttachedFile& file : first->attached) run.write(file.name, file.text);
  const auto again = load_scenario(test::request(run.path("scenario.toml")), test::kinds());
  require(again && again->scenario.hash == first->scenario.hash);
}

void parse_condition_in(std::string_view text) {
  const auto condition = parse_condition(text);
  if (!condition) return require(condition.error().offset <= text.size());
  impossible_limit(*condition);
}

void parse_offsets_in(std::string_view text) {
  Findings findings;
  const auto offsets = parse_offsets(text, "offsets.txt", findings);
  require(findings.has_errors() || std::is_sorted(offsets.begin(), offsets.end()));
}

// What is rendered with nothing known is the source again.
void render(std::string_view text) {
  const Template parsed(text);
  require(Template(parsed.source()).source() == parsed.source());
  require(parsed.render_partly({}).source() == parsed.source());
  const auto rendered = parsed.render([](std::string_view) { return std::string("\"x y\""); });
  require(rendered.has_value());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  if (size == 0) return 0;
  const std::string text(reinterpret_cast<const char*>(bytes + 1), size - 1);
  switch (bytes[0]) {
    case 'c':
      parse_condition_in(text);
      break;
    case 'o':
      parse_offsets_in(text);
      break;
    case 't':
      render(text);
      break;
    case 'd':
      if (const auto duration = parse_duration(text)) {
        require(parse_duration(format_duration(*duration)) == *duration);
      }
      parse_target(text);
      break;
    default:
      load_with(kNames[bytes[0] % kNames.size()], text);
  }
  return 0;
}

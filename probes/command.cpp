#include "probes/command.h"

#include <fmt/format.h>

#include "harness/core/text.h"
#include "harness/http/expect.h"
#include "harness/model/argument_list.h"
#include "harness/model/rendered_option.h"
#include "probes/spawned.h"

namespace squall::command_probe {
namespace {

constexpr std::size_t kShown_bytes = 120;

Result<SpawnedCommand> command_of(const ProbeSpec& spec, const Template::Lookup& lookup) {
  SpawnedCommand command;
  for (const Value& item : spec.options.get_or<ValueList>("run", {})) {
    auto text = Template(std::get<std::string>(item.data)).render(lookup);
    if (!text) return tl::unexpected(text.error());
    command.argv.push_back(std::move(*text));
  }
  if (command.argv.empty()) return fail("'run' is empty");
  command.folder = lookup("topology.dir").value_or(".");
  command.run_dir = lookup("run.dir").value_or("");
  return command;
}

std::string last_line(const std::string& text) {
  const auto lines = split(trim(text), '\n');
  return clean_utf8(trim(lines.back()), kShown_bytes);
}

// `expect` is of a body here: there is no status to look at.
std::optional<std::string> wrong_with(const ProbeSpec& spec, const std::string& output,
                                      const Template::Lookup& lookup) {
  HttpResponse as_answer{200, {}, output};
  return mismatch(spec.expect, as_answer, lookup);
}

void add_value(const ProbeSpec& spec, const CommandEnd& end, ProbeSample& taken) {
  const auto where = spec.options.get<std::string>("value_from");
  if (!where) {
    if (end.signal == 0) taken.value = end.code;
    return;
  }
  const auto number = number_in(end.output, *where);
  if (number) {
    taken.value = *number;
  } else {
    taken.met = false;
    taken.actual += ", " + number.error().message;
  }
}

}  // namespace

std::optional<OptionMistake> mistake(const Options& options) {
  if (options.get_or<ValueList>("run", {}).empty()) {
    return OptionMistake{"run", "'run' is empty", "write [\"program\", \"argument\"]"};
  }
  if (auto one_word = mistake_in_arguments(options, "run")) return one_word;
  return mistake_in_value_from(options);
}

ProbeSample sample(const ProbeSpec& spec, const Template::Lookup& lookup, std::stop_token stop,
                   ProbeMemory&) {
  const auto command = command_of(spec, lookup);
  if (!command) return {false, command.error().message, {}};
  const SteadyTime start = steady_now();
  const auto end = run_command(*command, spec.timeout, stop);
  const Nanoseconds took = steady_now() - start;
  if (!end) return {false, end.error().message, took};
  if (!end->ended)
    return {false, stop.stop_requested() ? "stopped" : "it did not end in time", took};
  ProbeSample taken{true, fmt::format("exit code {}", end->code), took};
  if (end->signal != 0) taken.actual = fmt::format("signal {}", end->signal);
  taken.met = end->signal == 0 && end->code == spec.options.get_or<std::int64_t>("exit_code", 0);
  add_value(spec, *end, taken);
  if (!taken.met) {
    const std::string said = last_line(end->errors.empty() ? end->output : end->errors);
    if (!said.empty()) taken.actual += ": " + said;
  } else if (const auto reason = wrong_with(spec, end->output, lookup)) {
    taken.met = false;
    taken.actual += ", " + *reason;
  }
  return taken;
}

}  // namespace squall::command_probe

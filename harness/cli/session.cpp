// squall session FILE: break a system by hand while it runs, watch it, and keep the record.
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <boost/json.hpp>

#include "harness/cli/command.h"
#include "harness/cli/diagnostics.h"
#include "harness/cli/exit_code.h"
#include "harness/cli/kind_tables.h"
#include "harness/cli/one_run.h"
#include "harness/cli/open_page.h"
#include "harness/cli/replace_file.h"
#include "harness/cli/report_files.h"
#include "harness/cli/run_options.h"
#include "harness/cli/usage_error.h"
#include "harness/core/duration.h"
#include "harness/core/text.h"
#include "harness/core/token.h"
#include "harness/faults/preparations.h"
#include "harness/journal/reader.h"
#include "harness/run/run_directory.h"
#include "harness/scenario/check_value.h"
#include "harness/scenario/live_reader.h"
#include "harness/scenario/session_scenario.h"
#include "harness/session/control_file.h"
#include "harness/session/control_server.h"
#include "harness/session/live_phases.h"
#include "reports/console.h"
#include "reports/json.h"

namespace squall {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

constexpr Nanoseconds kGoodbye = std::chrono::seconds(10);

struct SessionOptions {
  std::string file;
  std::vector<std::string> sets;
  std::vector<std::string> prepare;
  std::optional<std::uint64_t> seed;
  std::string save_as, out;
  std::string max_duration = "2h";
  std::uint16_t port = 0;
  int keep = 20;
  bool open = false;
};

// What a session of this file is loaded as; prints what is wrong.
std::optional<LoadedScenario> load_session(const GlobalOptions& global,
                                           const SessionOptions& options) {
  const auto longest = parse_duration(options.max_duration);
  if (!longest || *longest <= Nanoseconds{}) {
    print_error(global, fmt::format("--max-duration: '{}' is no duration; write 2h or 30m",
                                    options.max_duration));
    return std::nullopt;
  }
  LoadRequest request = load_request(options.file);
  if (file_kind(options.file) == FileKind::kTopology) {
    request.file = session_of(options.file);
    request.topology = options.file;
    if (request.file.empty()) {
      print_error(global, fmt::format("{} does not say which load a session has: write session = "
                                      "\"FILE.toml\" at its top, or name a scenario instead",
                                      options.file));
      return std::nullopt;
    }
  }
  request.sets = options.sets;
  request.session = *longest;
  auto loaded = load_scenario(request, all_kinds());
  print_diagnostics(global, loaded ? loaded->warnings : loaded.error());
  if (!loaded) return std::nullopt;
  return std::move(*loaded);
}

// Kinds of faults with their usual options, for nodes to be started with.
std::optional<std::vector<FaultSpec>> faults_to_prepare(const GlobalOptions& global,
                                                        const std::vector<std::string>& kinds) {
  std::vector<FaultSpec> faults;
  for (const std::string& name : kinds) {
    const Kind* const kind = find_kind(all_kinds().faults, name);
    if (kind == nullptr || !needs_preparation(name)) {
      print_error(global, fmt::format("--prepare: nodes need not be started for '{}'; there are {}",
                                      name, join_names(kinds_that_need_preparation())));
      return std::nullopt;
    }
    FaultSpec& fault = faults.emplace_back();
    fault.name = fault.kind = name;
    for (const Option& option : kind->options) {
      if (auto value = fallback_value(option)) {
        fault.options.set(std::string(option.name), std::move(*value));
      }
    }
  }
  return faults;
}

class SessionCommand {
 public:
  SessionCommand(const CommandLine& line, const SessionOptions& options,
                 const LoadedScenario& loaded, std::vector<FaultSpec> prepared)
      : line_(line),
        options_(options),
        loaded_(loaded),
        prepared_(std::move(prepared)),
        progress_(stderr, progress_mode(line.global), wants_colour(line.global.colour, stderr)),
        interrupt_([this](int, int count) {
          if (count == 1) progress_.happened("stopping: healing, cleaning up, and the report …");
        }) {}

  int run() {
    auto server = ControlServer::listen(options_.port);
    if (!server) return complain("--port: " + server.error().message, exit_code::kUsage);
    RunDirectoryRequest request;
    if (!options_.out.empty()) request.out = options_.out;
    request.name = "session-" + loaded_.topology.name;
    request.keep = options_.keep;
    const auto directory = make_run_directory(request);
    if (!directory) return complain(directory.error().message, exit_code::kInternal);
    directory_ = *directory;
    return run_with(**server);
  }

 private:
  int complain(const std::string& message, int code) {
    print_error(line_.global, message);
    return code;
  }

  int run_with(ControlServer& server) {
    const std::string owner = fresh_token(), viewer = fresh_token();
    const std::uint64_t seed = seed_for(options_.seed, loaded_.scenario);
    const KindTables kinds = all_kinds();
    SessionView view(loaded_.scenario, loaded_.topology, directory_.filename().string(),
                     loaded_.stand_ins);
    view.keep_secret(owner);
    view.keep_secret(viewer);
    ActionQueue queue;
    std::set<std::string> kinds_prepared;
    for (const FaultSpec& fault : prepared_) kinds_prepared.insert(fault.kind);
    LivePhases phases(loaded_, kinds, queue, view, {seed, kinds_prepared});
    SessionApi api({loaded_, kinds, view, queue, facts(viewer), directory_}, server.port(), owner,
                   viewer);
    const std::string address = fmt::format("http://127.0.0.1:{}", server.port());
    const ControlAddress control{address, owner, ::getpid(), directory_};
    const auto control_file = write_control_file(control);
    if (!control_file) return complain(control_file.error().message, exit_code::kInternal);
    // On the terminal alone: whoever has the first one can break things.
    progress_.happened(fmt::format("{} (seed {}, records in {})", loaded_.scenario.title, seed,
                                   shown_path(directory_)));
    progress_.happened(fmt::format("  live page     {}/#{}", address, owner));
    progress_.happened(fmt::format("  only to look  {}/#{}", address, viewer));
    progress_.happened("  from the shell: squall ctl --help; Ctrl-C heals and ends everything");
    Serving serving(server, api);
    const auto entrance = options_.open ? open(control) : std::nullopt;

    // What runs it again is what it became.
    RunSettings settings = run_settings(
        line_, seed, false, {"squall", "run", shown_path(directory_ / "scenario.toml")});
    settings.directory = directory_;
    settings.conductor = &phases;
    settings.watcher = &view;
    settings.prepared = prepared_;
    const auto ran = run_scenario(loaded_, settings, progress_, interrupt_);
    queue.close("the session is over");
    view.note_finished();
    const int code = report(server, api);
    return ran ? code : complain(ran.error().message, exit_code::kInternal);
  }

  // Where no browser can be opened, the address on the terminal is as good.
  std::optional<PrivateFile> open(const ControlAddress& control) {
    auto entrance = write_entrance(control);
    if (!entrance) {
      progress_.happened(entrance.error().message);
      return std::nullopt;
    }
    if (const auto opened = open_page(entrance->path().string()); !opened) {
      progress_.happened(opened.error().message);
    }
    return std::move(*entrance);
  }

  /// The server answers no longer than there is something to answer about.
  struct Serving {
    Serving(ControlServer& of, SessionApi& api) : server(of) { server.serve(api); }
    ~Serving() { server.stop(); }
    ControlServer& server;
  };

  SessionFacts facts(const std::string& viewer) const {
    SessionFacts facts;
    facts.name = loaded_.scenario.file.stem().string();
    facts.title = loaded_.scenario.title;
    facts.variants = LiveReader(loaded_, all_kinds()).variants();
    facts.max_duration_s = seconds(loaded_.scenario.safety.max_duration);
    facts.viewer_token = viewer;
    return facts;
  }

  int report(ControlServer& server, SessionApi& api) {
    if (const auto written = write_scenarios(); !written) {
      print_error(line_.global, written.error().message);
    }
    const auto report = make_report_files(directory_);
    if (!report) return complain(report.error().message, exit_code::kInternal);
    api.reports_are_there();
    json::array reasons(report->reasons.begin(), report->reasons.end());
    const json::object ended{{"status", name(report->status)},
                             {"verdict", name(report->verdict)},
                             {"exit_code", report->exit_code},
                             {"reasons", std::move(reasons)},
                             {"report", "/report.html"}};
    if (line_.global.json) {
      fmt::print("{}", report_json(*report));
    } else {
      const bool colour = wants_colour(line_.global.colour, stdout);
      fmt::print("{}", console_summary(*report, {colour, shown_path(directory_)}));
    }
    std::fflush(stdout);
    // A second Ctrl-C need not be waited for: the first one has ended the session already.
    server.say_goodbye(json::serialize(ended), kGoodbye);
    return report->exit_code;
  }

  // What the session was, beside its records and where it was asked for.
  Result<void> write_scenarios() {
    const auto journal = read_journal(directory_);
    if (!journal) return tl::unexpected(journal.error());
    auto base = parse_toml_file(directory_ / "scenario.toml");
    if (!base) return fail(to_string(base.error()));
    auto written = replace_file(directory_ / "scenario.toml",
                                to_toml(session_scenario(*std::move(base), journal->events)));
    if (!written || options_.save_as.empty()) return written;
    const fs::path file = options_.save_as;
    written = replace_file(file, session_file(loaded_, journal->events, file.parent_path()));
    if (written) progress_.happened(fmt::format("replay it: squall run {}", options_.save_as));
    return written;
  }

  const CommandLine& line_;
  const SessionOptions& options_;
  const LoadedScenario& loaded_;
  const std::vector<FaultSpec> prepared_;
  fs::path directory_;
  Progress progress_;
  Interrupt interrupt_;
};

int session(const CommandLine& line, const SessionOptions& options) {
  std::error_code error;
  if (!options.save_as.empty() && fs::exists(options.save_as, error)) {
    print_error(line.global, fmt::format("--save-as: {} is there already", options.save_as));
    return exit_code::kUsage;
  }
  const auto prepared = faults_to_prepare(line.global, options.prepare);
  if (!prepared) return exit_code::kUsage;
  const auto loaded = load_session(line.global, options);
  if (!loaded) return exit_code::kUsage;
  return SessionCommand(line, options, *loaded, *prepared).run();
}

}  // namespace

void add_session_command(CLI::App& app, CommandLine& line) {
  auto options = std::make_shared<SessionOptions>();
  CLI::App* command = app.add_subcommand(
      "session",
      "Start a system under load and break it by hand, on a live page or with squall ctl");
  command
      ->add_option("file", options->file,
                   "A topology that names its `session` scenario, or a scenario: its load, client "
                   "and gates are used, its phases and faults are not")
      ->required();
  command->add_option("--set", options->sets, kSetHelp)->allow_extra_args(false);
  command->add_option("--save-as", options->save_as,
                      "Write the scenario that replays the session to this new file");
  command->add_option("--max-duration", options->max_duration,
                      "The session ends by itself after this (default 2h)");
  command->add_option("--port", options->port, "Of the live page, on 127.0.0.1 (default: any)");
  command
      ->add_option("--prepare", options->prepare,
                   "Start nodes so that this fault can be put on them: clock, disk_full, disk_slow")
      ->allow_extra_args(false);
  command->add_flag("--open", options->open,
                    "Open the live page in the browser: $BROWSER, or xdg-open");
  command->add_option("--seed", options->seed, "Decides every draw; printed by each session")
      ->check(not_negative());
  command->add_option("--out", options->out, "Run directory (default squall-runs/…)");
  command->add_option("--keep", options->keep,
                      "How many runs stay in squall-runs (default 20; 0: all)");
  command->footer(
      "Examples:\n"
      "  squall session scenarios/gpii/topology.toml\n"
      "  squall session my.toml --save-as today.toml --max-duration 30m\n"
      "In another terminal:\n"
      "  squall ctl kill 'web[1]' --for 20s     squall ctl slow 'client->web' 200ms\n"
      "  squall ctl status                      squall ctl heal\n"
      "  squall ctl note 'the balancer noticed' squall ctl finish\n\n"
      "Everything is recorded as in a run, and ends in the same report. Whoever has the address of "
      "the\n"
      "live page can break things: it is on this machine only, and holds a token.\n\n"
      "Exit codes as of squall run.");
  command->callback(
      [&line, options] { line.action = [&line, options] { return session(line, *options); }; });
}

}  // namespace squall

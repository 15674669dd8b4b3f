// squall ctl ACTION …: a session from the shell.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <array>
#include <boost/json.hpp>
#include <fstream>

#include "harness/cli/command.h"
#include "harness/cli/ctl_client.h"
#include "harness/cli/ctl_status.h"
#include "harness/cli/exit_code.h"
#include "harness/cli/replace_file.h"
#include "harness/core/text.h"
#include "harness/core/wait.h"

namespace squall {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

/// A word for a fault that is asked for often.
struct Verb {
  const char* name;
  const char* kind;
  const char* target;  ///< For the help.
  const char* option;  ///< That may stand behind the target; null: none.
  const char* fallback;
  const char* summary;
  const char* example;
};

constexpr auto kVerbs = std::to_array<Verb>({
    {"kill", "kill", "NODE", nullptr, nullptr, "A node dies at once (SIGKILL)",
     "kill 'web[1]' --for 20s"},
    {"hang", "stop", "NODE", nullptr, nullptr, "A node hangs: it is there, and answers nothing",
     "hang 'web[1]' --for 5s"},
    {"slow", "latency", "LINK", "delay", "200ms", "All that passes a link comes later",
     "slow 'client->web' 200ms"},
    {"cut", "timeout", "LINK", nullptr, nullptr, "Nothing passes a link any more",
     "cut 'web->database[0]'"},
});

struct CtlOptions {
  std::string session;
  std::string kind, target, value, name, length;
  std::string load, rate, workload, text, phase_kind, file;
  std::vector<std::string> pairs;
};

std::string folder_path(const fs::path& file) {
  std::error_code ignored;
  return fs::absolute(file, ignored).parent_path().string();
}

class Ctl {
 public:
  Ctl(const CommandLine& line, const CtlOptions& options, CtlClient client)
      : global_(line.global), options_(options), client_(std::move(client)) {}

  int inject(const std::string& kind, json::object options) {
    json::object body{{"kind", kind}, {"target", options_.target}};
    if (!options.empty()) body["options"] = std::move(options);
    if (!options_.name.empty()) body["name"] = options_.name;
    if (!options_.length.empty()) body["for"] = options_.length;
    return act("POST", "/api/faults", body, [this](const json::object& answer) {
      const json::value* name = answer.if_contains("name");
      return fmt::format("{}: {} goes in", name == nullptr ? "fault" : name->as_string().c_str(),
                         options_.target);
    });
  }

  int inject_verb(const Verb& verb) {
    json::object options;
    if (verb.option != nullptr) {
      options[verb.option] = options_.value.empty() ? verb.fallback : options_.value;
    }
    return inject(verb.kind, std::move(options));
  }

  int inject_kind() {
    auto options = members_of(options_.pairs);
    if (!options) return complain(options.error().message);
    return inject(options_.kind, std::move(*options));
  }

  int heal() {
    if (options_.name.empty()) {
      return act("POST", "/api/heal", json::object{}, say("everything is being healed"));
    }
    return act("DELETE", "/api/faults/" + percent_encode(options_.name), nullptr,
               say(options_.name + " is being healed"));
  }

  int rate() {
    return act("POST", "/api/loads/" + percent_encode(options_.load),
               json::object{{"rate", options_.rate}},
               say(fmt::format("{} comes at {}", options_.load, options_.rate)));
  }

  int workload() {
    return act("POST", "/api/loads/" + percent_encode(options_.load),
               json::object{{"workload", options_.workload}},
               say(fmt::format("{} does {}", options_.load, options_.workload)));
  }

  int client() {
    const std::string first = options_.pairs.empty() ? "" : options_.pairs[0];
    const bool variant = options_.pairs.size() <= 1 && first.find('=') == std::string::npos;
    auto changes = variant ? Result<json::object>(json::object{{"variant", first}})
                           : members_of(options_.pairs);
    if (!changes) return complain(changes.error().message);
    return act("POST", "/api/client", *changes, say("the client policy is changed"));
  }

  int note() {
    return act("POST", "/api/notes", json::object{{"text", options_.text}}, say("noted"));
  }

  int phase() {
    json::object body{{"name", options_.name}};
    if (!options_.phase_kind.empty()) body["kind"] = options_.phase_kind;
    return act("POST", "/api/phases", body, say(options_.name + " begins"));
  }

  int abort() { return act("POST", "/api/abort", json::object{}, say("the session is aborted")); }

  // Until the report is there.
  int finish() {
    const int code =
        act("POST", "/api/finish", json::object{}, say("healing, and writing the report …"));
    if (code != exit_code::kPass) return code;
    constexpr Nanoseconds kPatience = std::chrono::minutes(5);
    const fs::path report = client_.session().run_dir / "report.html";
    std::error_code ignored;
    const SteadyTime end = steady_now() + kPatience;
    bool goes_on = true;
    while (goes_on && !fs::exists(report, ignored) && steady_now() < end) {
      wait_for({}, std::chrono::milliseconds(100));
      goes_on = read_control_file(client_.session().run_dir).has_value();
    }
    if (!fs::exists(report, ignored)) {
      return complain("the session ended without a report", exit_code::kFailed);
    }
    if (!global_.quiet) fmt::print("{}\n", report.string());
    return exit_code::kPass;
  }

  int save() {
    std::error_code ignored;
    if (fs::exists(options_.file, ignored)) {
      return complain(options_.file + " is there already, and is left as it is");
    }
    const auto answer =
        client_.ask("GET", "/api/scenario?folder=" + percent_encode(folder_path(options_.file)));
    if (!answer) return complain(answer.error().message, exit_code::kFailed);
    if (answer->status != 200) return print_refusal(global_, *answer);
    const auto written = replace_file(options_.file, answer->body);
    if (!written) return complain(written.error().message);
    if (!global_.quiet) fmt::print("replay it: squall run {}\n", options_.file);
    return exit_code::kPass;
  }

  // What may follow a verb, one a line: for the completion of shells.
  int words() {
    const auto answer = client_.ask("GET", "/api/state");
    const auto kinds = client_.ask("GET", "/api/kinds");
    if (!answer || !kinds || answer->status != 200 || kinds->status != 200)
      return exit_code::kFailed;
    for (const std::string& word :
         words_for(options_.kind, json::parse(answer->body), json::parse(kinds->body))) {
      fmt::print("{}\n", word);
    }
    return exit_code::kPass;
  }

  int status() {
    const auto answer = client_.ask("GET", "/api/state");
    if (!answer) return complain(answer.error().message, exit_code::kFailed);
    if (answer->status != 200) return print_refusal(global_, *answer);
    if (global_.json) {
      fmt::print("{}\n", answer->body);
    } else {
      fmt::print("{}", status_text(json::parse(answer->body).as_object()));
    }
    return exit_code::kPass;
  }

 private:
  using Said = std::function<std::string(const json::object&)>;

  static Said say(std::string text) {
    return [text = std::move(text)](const json::object&) { return text; };
  }

  int complain(const std::string& message, int code = exit_code::kUsage) const {
    print_error(global_, message);
    return code;
  }

  int act(const std::string& method, const std::string& path, const json::value& body,
          const Said& said) {
    const auto answer = client_.ask(method, path, body);
    if (!answer) return complain(answer.error().message, exit_code::kFailed);
    if (answer->status >= 300) return print_refusal(global_, *answer);
    if (global_.json) {
      fmt::print("{}\n", answer->body);
    } else if (!global_.quiet) {
      json::error_code error;
      const json::value document = json::parse(answer->body, error);
      const json::object none;
      fmt::print("{}\n", said(error || !document.is_object() ? none : document.get_object()));
    }
    return exit_code::kPass;
  }

  const GlobalOptions& global_;
  const CtlOptions& options_;
  CtlClient client_;
};

using Doing = std::function<int(Ctl&)>;

class CtlCommands {
 public:
  CtlCommands(CLI::App& ctl, CommandLine& line, std::shared_ptr<CtlOptions> options)
      : ctl_(ctl), line_(line), options_(std::move(options)) {}

  void add_faults() {
    for (const Verb& verb : kVerbs) {
      CLI::App* command = add(verb.name, verb.summary, verb.example,
                              [&verb](Ctl& ctl) { return ctl.inject_verb(verb); });
      command->add_option("target", options_->target, verb.target)->required();
      if (verb.option != nullptr) {
        command->add_option(verb.option, options_->value,
                            fmt::format("By so much (default {})", verb.fallback));
      }
      add_times(*command);
    }
    CLI::App* command = add("inject",
                            "Any fault: `squall kinds fault` and `squall kinds toxic` "
                            "list them",
                            "inject http_status 'client->web' status=503 share=0.5",
                            [](Ctl& ctl) { return ctl.inject_kind(); });
    command->add_option("kind", options_->kind, "The kind of fault")->required();
    command->add_option("target", options_->target, "A node, or a link \"from->to\"")->required();
    command->add_option("options", options_->pairs, "Its options, NAME=VALUE");
    add_times(*command);
    command = add("heal", "Heal a fault, or everything", "heal kill",
                  [](Ctl& ctl) { return ctl.heal(); });
    command->add_option("name", options_->name, "The fault's name; left out: all of them");
  }

  void add_others() {
    add("status", "How the session stands", "status", [](Ctl& ctl) { return ctl.status(); });
    CLI::App* command = add("rate", "Change how often a load comes", "rate readers 50/s",
                            [](Ctl& ctl) { return ctl.rate(); });
    command->add_option("load", options_->load, "The load's name")->required();
    command->add_option("rate", options_->rate, "As 50/s; 0/s stops it")->required();
    command = add("workload", "Change what a load does, at the rate that it has",
                  "workload readers read-own", [](Ctl& ctl) { return ctl.workload(); });
    command->add_option("load", options_->load, "The load's name")->required();
    command->add_option("workload", options_->workload, "The name of a workload")->required();
    command = add("client", "Change the client policy", "client attempt_timeout=1s retry.max=2",
                  [](Ctl& ctl) { return ctl.client(); });
    command->add_option("changes", options_->pairs,
                        "Keys of [client], as deadline=2s retry.max=3; or a variant's name; left "
                        "out: the scenario's own policy again");
    command = add("note", "Mark this moment", "note 'the balancer noticed'",
                  [](Ctl& ctl) { return ctl.note(); });
    command->add_option("text", options_->text, "What is to stand in the report")->required();
    command = add("phase", "Begin a phase", "phase second-try --kind fault",
                  [](Ctl& ctl) { return ctl.phase(); });
    command->add_option("name", options_->name, "Of the phase")->required();
    command->add_option("--kind", options_->phase_kind, "warmup, baseline, fault or recovery");
    command = add("save", "Write a scenario that replays the session so far", "save today.toml",
                  [](Ctl& ctl) { return ctl.save(); });
    command->add_option("file", options_->file, "The new file")->required();
    add("finish", "Heal everything, end the session, and make its report", "finish",
        [](Ctl& ctl) { return ctl.finish(); });
    command =
        add("words", "What may follow a verb", "words kill", [](Ctl& ctl) { return ctl.words(); });
    command->add_option("verb", options_->kind, "As kill, slow, heal")->required();
    command->group("");  // For scripts.
    add("abort", "End the session at once: it is healed, and judged inconclusive", "abort",
        [](Ctl& ctl) { return ctl.abort(); });
  }

 private:
  CLI::App* add(const char* name, const char* summary, const char* example, const Doing& doing) {
    CLI::App* command = ctl_.add_subcommand(name, summary);
    command->footer(fmt::format("Example:\n  squall ctl {}", example));
    command->callback([this_line = &line_, options = options_, doing] {
      this_line->action = [this_line, options, doing] {
        auto client = CtlClient::find(options->session);
        if (!client) {
          print_error(this_line->global, client.error().message);
          return exit_code::kUsage;
        }
        Ctl ctl(*this_line, *options, *std::move(client));
        return doing(ctl);
      };
    });
    return command;
  }

  void add_times(CLI::App& command) {
    command.add_option("--for", options_->length, "It is healed after this time, as 20s");
    command.add_option("--name", options_->name, "Of the fault (default: its kind)");
  }

  CLI::App& ctl_;
  CommandLine& line_;
  std::shared_ptr<CtlOptions> options_;
};

}  // namespace

void add_ctl_command(CLI::App& app, CommandLine& line) {
  auto options = std::make_shared<CtlOptions>();
  CLI::App* command =
      app.add_subcommand("ctl", "Break, heal and change a session that goes on (squall session)");
  command->require_subcommand(1);
  command->add_option("--session", options->session,
                      "Its run directory (default: the newest in squall-runs)");
  CtlCommands commands(*command, line, options);
  commands.add_faults();
  commands.add_others();
  command->footer(
      "Examples:\n"
      "  squall ctl kill 'web[1]' --for 20s\n"
      "  squall ctl slow 'client->web' 200ms\n"
      "  squall ctl inject http_status 'client->web' status=503 share=0.5\n"
      "  squall ctl rate readers 50/s\n"
      "  squall ctl workload readers read-own\n"
      "  squall ctl client attempt_timeout=1s retry.max=2\n"
      "  squall ctl heal\n"
      "  squall ctl save today.toml\n\n"
      "Exit codes: 0 done, 64 a mistake in what was asked, 1 the session refused it.");
}

}  // namespace squall

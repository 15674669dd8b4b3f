// squall completion bash|zsh: what a shell offers when Tab is pressed.
//
// The scripts are made from the command line's own tables, so they cannot lag behind them.
#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "harness/cli/command.h"
#include "harness/cli/ctl_client.h"
#include "harness/cli/exit_code.h"

namespace squall {
namespace {

// The words that may follow: subcommands, then options.
std::string words_of(const CLI::App& app) {
  std::string words;
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    if (!command->get_group().empty()) words += command->get_name() + " ";
  }
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) words += "--" + name + " ";
  }
  return words;
}

void add_cases(const CLI::App& app, const std::string& path, std::string& cases) {
  cases += fmt::format("    \"{}\") words=\"{}\" ;;\n", path, words_of(app));
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    add_cases(*command, path.empty() ? command->get_name() : path + " " + command->get_name(),
              cases);
  }
}

// %CASES% is where the words stand. What a session has is asked of the session.
constexpr std::string_view kBash =
    R"script(# squall completion bash: put it into ~/.local/share/bash-completion/completions/squall
_squall() {
  local current="${COMP_WORDS[COMP_CWORD]}" path="" words="" word i
  for ((i = 1; i < COMP_CWORD; i++)); do
    word="${COMP_WORDS[i]}"
    [[ $word == -* ]] && continue
    case "$path" in
      ""|"ctl"|"baseline") path="${path:+$path }$word" ;;
    esac
  done
  case "$path" in
%CASES%  esac
  case "$path" in
    "ctl kill"|"ctl hang"|"ctl slow"|"ctl cut"|"ctl inject"|"ctl heal"|"ctl rate")
      words+=" $(squall ctl words "${path#ctl }" 2>/dev/null)" ;;
  esac
  COMPREPLY=()
  local IFS=$' \n'
  for word in $words; do
    [[ $word == "$current"* ]] && COMPREPLY+=("$(printf '%q' "$word")")
  done
  if [[ -z $path || ${#COMPREPLY[@]} -gt 0 ]]; then return; fi
  compopt -o default
}
complete -F _squall squall
)script";

constexpr std::string_view kZsh = R"script(#compdef squall
# squall completion zsh: put it as _squall into a folder of $fpath
_squall() {
  local path="" list="" word i
  for ((i = 2; i < CURRENT; i++)); do
    word="${words[i]}"
    [[ $word == -* ]] && continue
    case "$path" in
      ""|"ctl"|"baseline") path="${path:+$path }$word" ;;
    esac
  done
  case "$path" in
%CASES%  esac
  case "$path" in
    "ctl kill"|"ctl hang"|"ctl slow"|"ctl cut"|"ctl inject"|"ctl heal"|"ctl rate")
      list+=" $(squall ctl words "${path#ctl }" 2>/dev/null)" ;;
  esac
  compadd -- ${(z)list}
  _files
}
compdef _squall squall
)script";

int print_completion(const CommandLine& line, const CLI::App& app, const std::string& shell) {
  if (shell != "bash" && shell != "zsh") {
    print_error(line.global,
                fmt::format("there is no completion for '{}'; write bash or zsh", shell));
    return exit_code::kUsage;
  }
  std::string cases;
  add_cases(app, "", cases);
  std::string script(shell == "bash" ? kBash : kZsh);
  if (shell == "zsh") {
    for (std::size_t at = cases.find("words=\""); at != cases.npos;
         at = cases.find("words=\"", at)) {
      cases.replace(at, 5, "list");
    }
  }
  const std::string mark = "%CASES%";
  script.replace(script.find(mark), mark.size(), cases);
  fmt::print("{}", script);
  return exit_code::kPass;
}

}  // namespace

void add_completion_command(CLI::App& app, CommandLine& line) {
  auto shell = std::make_shared<std::string>();
  CLI::App* command =
      app.add_subcommand("completion", "Print what a shell needs to complete these commands");
  command->add_option("shell", *shell, "bash or zsh")->required();
  command->footer(
      "Examples:\n"
      "  source <(squall completion bash)\n"
      "  squall completion zsh > ~/.zfunc/_squall");
  command->callback([&app, &line, shell] {
    line.action = [&app, &line, shell] { return print_completion(line, app, *shell); };
  });
}

}  // namespace squall

// squall completion bash|zsh: what a shell offers when Tab is pressed.
//
// The scripts are made from the command line's own tables, so they cannot lag behind them.
#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "harness/cli/command.h"
#include "harness/cli/command_names.h"
#include "harness/cli/ctl_client.h"
#include "harness/cli/exit_code.h"

namespace squall {
namespace {

// The words that may follow: subcommands, then options.
std::string words_of(const CLI::App& app) {
  std::string words;
  for (const std::string& name : command_names(app)) words += name + " ";
  for (const std::string& name : option_names(app)) words += name + " ";
  return words;
}

void add_cases(const CLI::App& app, const std::string& path, std::string& cases) {
  cases += fmt::format("    \"{}\") list=\"{}\" ;;\n", path, words_of(app));
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    add_cases(*command, path.empty() ? command->get_name() : path + " " + command->get_name(),
              cases);
  }
}

// What both shells do with the words that are `typed` already: what may follow becomes the `list`.
// %CASES% is where the tables stand. What a session has is asked of the session.
constexpr std::string_view kList = R"script(  for word in "${typed[@]}"; do
    [[ $word == -* ]] && continue
    case "$verb" in
      ""|"ctl"|"baseline") verb="${verb:+$verb }$word" ;;
    esac
  done
  case "$verb" in
%CASES%  esac
  case "$verb" in
    "ctl kill"|"ctl hang"|"ctl slow"|"ctl cut"|"ctl inject"|"ctl heal"|"ctl rate"|"ctl workload")
      list+=" $(squall ctl words "${verb#ctl }" 2>/dev/null)" ;;
  esac
)script";

// %LIST% is where that stands.
constexpr std::string_view kBash =
    R"script(# squall completion bash: put it into ~/.local/share/bash-completion/completions/squall
_squall() {
  local current="${COMP_WORDS[COMP_CWORD]}" verb="" list="" word
  local typed=("${COMP_WORDS[@]:1:COMP_CWORD-1}")
%LIST%  COMPREPLY=()
  local IFS=$' \n'
  for word in $list; do
    [[ $word == "$current"* ]] && COMPREPLY+=("$(printf '%q' "$word")")
  done
  if [[ -z $verb || ${#COMPREPLY[@]} -gt 0 ]]; then return; fi
  compopt -o default
}
complete -F _squall squall
)script";

// No variable is called `path`: zsh ties that one to PATH.
constexpr std::string_view kZsh = R"script(#compdef squall
# squall completion zsh: put it as _squall into a folder of $fpath
_squall() {
  local verb="" list="" word
  local -a typed=("${(@)words[2,CURRENT-1]}")
%LIST%  compadd -- ${(z)list}
  _files
}
compdef _squall squall
)script";

std::string filled_in(std::string text, std::string_view mark, std::string_view value) {
  return text.replace(text.find(mark), mark.size(), value);
}

int print_completion(const CommandLine& line, const CLI::App& app, const std::string& shell) {
  if (shell != "bash" && shell != "zsh") {
    print_error(line.global,
                fmt::format("there is no completion for '{}'; write bash or zsh", shell));
    return exit_code::kUsage;
  }
  std::string cases;
  add_cases(app, "", cases);
  const std::string script(shell == "bash" ? kBash : kZsh);
  fmt::print("{}", filled_in(filled_in(script, "%LIST%", kList), "%CASES%", cases));
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

#include "harness/topology/ledger.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <cerrno>
#include <cstring>

#include "harness/core/file.h"
#include "harness/core/proc.h"
#include "harness/core/text.h"

namespace squall {
namespace {

namespace json = boost::json;

std::string boot_id() {
  const auto id = read_file("/proc/sys/kernel/random/boot_id");
  return id ? std::string(trim(*id)) : std::string();
}

constexpr std::array<std::string_view, 7> kActions{"continue", "end",     "remove", "call",
                                                   "run",      "unmount", "ungroup"};

json::object to_json(const UndoCall& call) {
  json::array headers;
  for (const auto& [name, value] : call.headers) headers.push_back(json::array{name, value});
  return {{"method", call.method},
          {"url", call.url},
          {"headers", std::move(headers)},
          {"body", call.body}};
}

UndoCall call_from(const json::object& item) {
  const auto text = [&](const char* key) { return json::value_to<std::string>(item.at(key)); };
  UndoCall call{text("method"), text("url"), {}, text("body")};
  for (const json::value& header : item.at("headers").as_array()) {
    call.headers.emplace_back(json::value_to<std::string>(header.at(0)),
                              json::value_to<std::string>(header.at(1)));
  }
  return call;
}

json::object to_json(const UndoAction& action) {
  using Kind = UndoAction::Kind;
  json::object item{{"do", kActions.at(static_cast<std::size_t>(action.kind))}};
  if (action.folder.empty()) {
    item["pid"] = action.process.pid;
    item["start_ticks"] = action.process.start_ticks;
  } else {
    item["folder"] = action.folder;
  }
  if (action.kind == Kind::kCall) item["call"] = to_json(action.call);
  if (action.kind == Kind::kRun) item["run"] = json::value_from(action.run);
  if (action.kind == Kind::kUngroup) item["home"] = action.home;
  return item;
}

json::object to_json(int entry, const Undo& undo) {
  json::array actions;
  for (const UndoAction& action : undo.actions) actions.push_back(to_json(action));
  return {{"add", entry}, {"fault", undo.fault}, {"actions", std::move(actions)}};
}

ProcessIdentity identity_from(const json::object& item) {
  return {item.at("pid").to_number<std::int64_t>(),
          item.at("start_ticks").to_number<std::uint64_t>()};
}

UndoAction action_from(const json::object& item) {
  const std::string_view what = item.at("do").as_string();
  const auto known = std::find(kActions.begin(), kActions.end(), what);
  UndoAction action{static_cast<UndoAction::Kind>(known - kActions.begin())};
  if (item.contains("pid")) action.process = identity_from(item);
  if (item.contains("folder")) action.folder = json::value_to<std::string>(item.at("folder"));
  if (item.contains("home")) action.home = json::value_to<std::string>(item.at("home"));
  if (item.contains("call")) action.call = call_from(item.at("call").as_object());
  if (item.contains("run")) {
    action.run = json::value_to<std::vector<std::string>>(item.at("run"));
  }
  return action;
}

void read_line(const json::object& line, LedgerContents& contents) {
  if (const json::value* boot = line.if_contains("boot")) {
    contents.this_boot = *boot == json::value(boot_id());
    contents.harness = identity_from(line);
  } else if (const json::value* add = line.if_contains("add")) {
    Undo& undo = contents.open[add->to_number<int>()];
    undo.fault = json::value_to<std::string>(line.at("fault"));
    for (const json::value& item : line.at("actions").as_array()) {
      undo.actions.push_back(action_from(item.as_object()));
    }
  } else if (const json::value* gone = line.if_contains("remove")) {
    contents.open.erase(gone->to_number<int>());
  }
}

}  // namespace

std::filesystem::path ledger_file(const std::filesystem::path& run_dir) {
  return run_dir / "ledger.jsonl";
}

Result<std::unique_ptr<Ledger>> Ledger::create(const std::filesystem::path& file) {
  Fd fd(::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0600));
  if (!fd) return fail(fmt::format("{}: {}", file.string(), std::strerror(errno)));
  std::unique_ptr<Ledger> ledger(new Ledger(std::move(fd)));
  const auto self = process_info(::getpid());
  const auto head = ledger->append(
      json::serialize(json::object{{"boot", boot_id()},
                                   {"pid", ::getpid()},
                                   {"start_ticks", self ? self->start_ticks : std::uint64_t{0}}}));
  if (!head) return tl::unexpected(head.error());
  return ledger;
}

Result<int> Ledger::add(const Undo& undo, Survives survives) {
  const std::scoped_lock lock(mutex_);
  const int entry = next_++;
  auto written = append(json::serialize(to_json(entry, undo)));
  if (written && survives == Survives::kMachine) written = synchronise();
  if (!written) return tl::unexpected(written.error());
  return entry;
}

Result<void> Ledger::remove(int entry) {
  const std::scoped_lock lock(mutex_);
  return append(json::serialize(json::object{{"remove", entry}}));
}

Result<void> Ledger::append(std::string line) {
  line = (torn_ ? "\n" : "") + line + '\n';
  torn_ = true;
  for (std::string_view rest = line; !rest.empty();) {
    const ssize_t written = ::write(file_.get(), rest.data(), rest.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return fail(fmt::format("the undo ledger: {}", std::strerror(errno)));
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
  torn_ = false;
  return {};
}

Result<void> Ledger::synchronise() {
  // EINVAL: a file system that has nothing to synchronise.
  if (::fdatasync(file_.get()) != 0 && errno != EINVAL) {
    return fail(fmt::format("the undo ledger: {}", std::strerror(errno)));
  }
  return {};
}

Result<LedgerContents> read_ledger(const std::filesystem::path& file) {
  const auto text = read_file(file);
  if (!text) return tl::unexpected(text.error());
  LedgerContents contents;
  json::parse_options options;
  options.allow_invalid_utf8 = true;  // A path, or what was sent, may be anything.
  int number = 0;
  for (const std::string& line : split(*text, '\n')) {
    ++number;
    json::error_code wrong;
    const json::value value = json::parse(line, wrong, {}, options);
    if (wrong == json::error::incomplete) continue;  // It was cut short.
    if (wrong || !value.is_object()) {
      contents.unreadable.push_back(number);
    } else {
      read_line(value.get_object(), contents);
    }
  }
  return contents;
}

}  // namespace squall

#include "harness/session/read_request.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <charconv>
#include <span>

#include "harness/core/text.h"
#include "harness/scenario/check_value.h"
#include "harness/session/json_document.h"

namespace squall {
namespace {

namespace json = boost::json;
using Read = tl::expected<Action, ActionAnswer>;

constexpr std::size_t kLongestNote = 2000;
constexpr double kMostRate = 1e6;

/// The members of a body, and what is wrong with them.
class Body {
 public:
  explicit Body(std::string_view text) {
    json::error_code error;
    // Without a body nothing is given.
    const json::value value = text.empty() ? json::value(json::object{}) : json::parse(text, error);
    if (error) {
      findings_.error({}, "the body is no JSON: " + error.message());
    } else if (!value.is_object()) {
      findings_.error({}, "the body must be a JSON object", "write {\"kind\": \"kill\", …}");
    } else {
      root_ = to_document(value, "", findings_);
    }
    usable_ = root_.table() != nullptr && !findings_.has_errors();
    if (root_.table() == nullptr) root_ = make_table({});
  }

  bool allow(std::span<const std::string_view> keys) {
    if (!usable_) return false;
    for (const TomlEntry& entry : *root_.table()) {
      if (std::find(keys.begin(), keys.end(), entry.key) != keys.end()) continue;
      findings_.error(entry.position, fmt::format("unknown member '{}'", entry.key),
                      suggestion(entry.key, {keys.begin(), keys.end()}, "members"));
    }
    return !findings_.has_errors();
  }

  /// A text that must be there.
  std::string text(std::string_view key) {
    const TomlNode* node = root_.find(key);
    const Position place{std::make_shared<const std::string>(key), 0, 0};
    if (!usable_) return "";  // What is wrong with all of it is told.
    if (node == nullptr) {
      findings_.error(place, fmt::format("'{}' is missing", key));
    } else if (node->text() == nullptr) {
      findings_.error(place, fmt::format("'{}' must be a string", key));
    } else {
      return *node->text();
    }
    return "";
  }

  bool has(std::string_view key) const { return root_.find(key) != nullptr; }

  void error(std::string_view key, std::string what, std::string hint = {}) {
    findings_.error({std::make_shared<const std::string>(key), 0, 0}, std::move(what),
                    std::move(hint));
  }

  bool ok() const { return !findings_.has_errors(); }
  TomlNode& root() { return root_; }

  /// The action, unless something is wrong.
  Read give(Action action) const {
    if (findings_.has_errors()) return tl::unexpected(refusal(400, findings_.sorted({})));
    return action;
  }

 private:
  Findings findings_;
  TomlNode root_ = make_table({});
  bool usable_ = true;
};

Read inject(std::string_view text) {
  constexpr std::string_view kMembers[] = {"kind", "target", "options", "for", "name"};
  Body body(text);
  if (!body.allow(kMembers)) return body.give({});
  TomlNode table = std::move(body.root());
  const TomlNode* options = table.find("options");
  if (options != nullptr && options->table() == nullptr) {
    body.error("options", "'options' must be an object", "write {\"delay\": \"200ms\"}");
    return body.give({});
  }
  TomlNode::Table entries;
  if (options != nullptr) entries = *options->table();
  table.remove("options");
  for (TomlEntry& entry : entries) {
    if (table.find(entry.key) != nullptr ||
        std::find(std::begin(kMembers), std::end(kMembers), entry.key) != std::end(kMembers)) {
      body.error("options." + entry.key, fmt::format("'{}' is no option", entry.key),
                 "write it beside 'options'");
      continue;
    }
    table.table()->push_back(std::move(entry));
  }
  return body.give(InjectFault{std::move(table)});
}

Read change_load(std::string name, std::string_view text) {
  constexpr std::string_view kMembers[] = {"rate", "workload"};
  Body body(text);
  if (!body.allow(kMembers)) return body.give({});
  ChangeLoad change{std::move(name), std::nullopt, std::nullopt};
  if (body.has("rate")) {
    const std::string written = body.text("rate");
    change.rate_per_s = parse_rate(written);
    if (!written.empty() && (!change.rate_per_s || *change.rate_per_s > kMostRate)) {
      body.error("rate", fmt::format("'{}' is no rate", written), "write \"15/s\", or \"0/s\"");
    }
  }
  if (body.has("workload")) change.workload = body.text("workload");
  if (!body.has("rate") && !body.has("workload")) {
    body.error("", "nothing is to be changed", "write {\"rate\": \"15/s\"}");
  }
  return body.give(std::move(change));
}

Read change_client(std::string_view text) {
  Body body(text);
  TomlNode changes = std::move(body.root());
  const bool variant = changes.find("variant") != nullptr;
  if (!body.ok()) return body.give({});
  if (variant && changes.table()->size() > 1) {
    body.error("variant", "a variant is a whole policy: nothing else can be changed with it",
               "ask for the one and then for the other");
  } else if (changes.table()->empty()) {
    body.error("", "nothing is to be changed", "write {\"attempt_timeout\": \"1s\"}");
  }
  return body.give(ChangeClient{std::move(changes)});
}

Read make_note(std::string_view text) {
  constexpr std::string_view kMembers[] = {"text"};
  Body body(text);
  body.allow(kMembers);
  const std::string written = body.text("text");
  const std::string note(trim(written));
  if (body.ok() && note.empty()) {
    body.error("text", "the note is empty");
  } else if (note.size() > kLongestNote) {
    body.error("text", fmt::format("a note has at most {} bytes", kLongestNote));
  }
  return body.give(MakeNote{note});
}

Read declare_phase(std::string_view text) {
  constexpr std::string_view kMembers[] = {"name", "kind"};
  Body body(text);
  body.allow(kMembers);
  DeclarePhase phase;
  body.text("name");
  if (const TomlNode* given = body.root().find("name")) phase.name = *given;
  if (body.root().find("kind") != nullptr) {
    const std::string kind = body.text("kind");
    phase.kind = find_phase_kind(kind);
    if (!phase.kind || *phase.kind == PhaseKind::kCapacity) {
      body.error("kind", fmt::format("'{}' is no kind of phase here", kind),
                 "kinds are warmup, baseline, fault and recovery");
    }
  }
  return body.give(std::move(phase));
}

// "/api/faults/kill-2" behind "/api/faults/": percent-encoded.
std::optional<std::string> name_behind(std::string_view path, std::string_view prefix) {
  if (!path.starts_with(prefix) || path.size() == prefix.size()) return std::nullopt;
  const std::string_view name = path.substr(prefix.size());
  const auto decoded = percent_decode(name);
  if (!decoded || name.find('/') != name.npos) return std::nullopt;
  return clean_utf8(*decoded, 200);
}

Read empty_body(std::string_view text, Action action) {
  Body body(text);
  body.allow({});
  return body.give(std::move(action));
}

Read post(std::string_view path, std::string_view body) {
  if (path == "/api/faults") return inject(body);
  if (path == "/api/heal") return empty_body(body, HealAll{});
  if (path == "/api/client") return change_client(body);
  if (path == "/api/notes") return make_note(body);
  if (path == "/api/phases") return declare_phase(body);
  if (path == "/api/finish") return empty_body(body, FinishSession{});
  if (path == "/api/abort") return empty_body(body, AbortSession{});
  if (auto load = name_behind(path, "/api/loads/")) return change_load(std::move(*load), body);
  return tl::unexpected(refusal(404, "", fmt::format("there is no {}", clean_utf8(path, 200)),
                                "GET /api/openapi.json says what there is"));
}

}  // namespace

std::optional<std::string> percent_decode(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      decoded += text[i];
      continue;
    }
    unsigned value = 0;
    if (i + 2 >= text.size()) return std::nullopt;
    const char* const digits = text.data() + i + 1;
    const auto [end, error] = std::from_chars(digits, digits + 2, value, 16);
    if (error != std::errc{} || end != digits + 2) return std::nullopt;
    decoded += static_cast<char>(value);
    i += 2;
  }
  return decoded;
}

bool is_action_path(std::string_view path) {
  constexpr std::string_view kPaths[] = {"/api/faults", "/api/heal",   "/api/client", "/api/notes",
                                         "/api/phases", "/api/finish", "/api/abort"};
  return std::find(std::begin(kPaths), std::end(kPaths), path) != std::end(kPaths) ||
         path.starts_with("/api/faults/") || path.starts_with("/api/loads/");
}

Read read_action(std::string_view method, std::string_view path, std::string_view body) {
  const auto fault = name_behind(path, "/api/faults/");
  if (method == "DELETE" && fault) return empty_body(body, HealFault{*fault});
  if (method == "POST" && !fault) return post(path, body);
  return tl::unexpected(refusal(405, "",
                                fmt::format("{} is nothing that can be done to {}",
                                            clean_utf8(method, 20), clean_utf8(path, 200)),
                                "GET /api/openapi.json says what can be"));
}

}  // namespace squall

#include "harness/scenario/confidential.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "harness/core/mask.h"
#include "harness/core/template.h"

namespace squall {
namespace {

constexpr std::string_view kOpen = "${env:";

using Resolve = std::function<std::optional<std::string>(std::string_view name, std::size_t at)>;

// Replaces each ${env:NAME} for which `resolve` has a text.
std::string replace_references(std::string_view text, const Resolve& resolve) {
  std::string replaced;
  std::size_t from = 0;
  while (from < text.size()) {
    const std::size_t open = text.find(kOpen, from);
    const std::size_t close = open == text.npos ? text.npos : text.find('}', open);
    if (close == text.npos) break;
    const std::string_view name = text.substr(open + kOpen.size(), close - open - kOpen.size());
    replaced += text.substr(from, open - from);
    replaced += resolve(name, open).value_or(std::string(text.substr(open, close + 1 - open)));
    from = close + 1;
  }
  return replaced + std::string(text.substr(from));
}

std::optional<std::string> look_up(const EnvironmentLookup& environment, std::string_view name) {
  return environment ? environment(name) : std::nullopt;
}

void for_each_text(TomlNode& node, const std::function<void(TomlNode& text)>& visit) {
  if (node.text() != nullptr) visit(node);
  if (auto* items = node.array()) {
    for (TomlNode& item : *items) for_each_text(item, visit);
  }
  if (auto* entries = node.table()) {
    for (TomlEntry& entry : *entries) for_each_text(entry.value, visit);
  }
}

const std::string& written(const TomlNode& text) {
  return text.masked.empty() ? *text.text() : text.masked;
}

// "Bearer abc": the scheme may be read by anyone. References are resolved later and masked then.
void mark_headers(TomlNode& headers, std::vector<std::string>& secrets) {
  for (TomlEntry& entry : *headers.table()) {
    const std::string* text = entry.value.text();
    if (text == nullptr || !is_confidential_header(entry.key)) continue;
    if (!Template(*text).constant() || written(entry.value).ends_with(kMasked)) continue;
    const std::size_t space = text->find(' ');
    const std::size_t from = space == text->npos ? 0 : space + 1;
    if (from >= text->size()) continue;
    secrets.push_back(text->substr(from));
    entry.value.masked = text->substr(0, from) + std::string(kMasked);
  }
}

void mark_variable(TomlNode& variable, std::vector<std::string>& secrets) {
  const TomlNode* secret = variable.find("secret");
  const bool* flag = secret == nullptr ? nullptr : std::get_if<bool>(&secret->data);
  TomlNode* value = variable.find("value");
  if (flag == nullptr || !*flag || value == nullptr) return;
  const std::string text = scalar_text(*value);
  if (text.empty() || text == kMasked) return;
  secrets.push_back(text);
  value->data = text;
  value->masked = kMasked;
}

// scheme://user:password@host
void mark_url(TomlNode& text, std::vector<std::string>& secrets) {
  const std::string url = written(text);
  const std::size_t scheme = url.find("://");
  if (scheme == url.npos) return;
  const std::size_t begin = scheme + 3;
  const std::size_t end = std::min(url.find_first_of("/ ?#", begin), url.size());
  const std::size_t at = url.substr(0, end).rfind('@');
  const std::size_t colon = url.find(':', begin);
  if (at == url.npos || at < begin || colon == url.npos || colon >= at) return;
  const std::string password = url.substr(colon + 1, at - colon - 1);
  if (password.empty() || password == kMasked || !Template(password).constant()) return;
  secrets.push_back(password);
  text.masked = url.substr(0, colon + 1) + std::string(kMasked) + url.substr(at);
}

void mark_tables(TomlNode& node, std::vector<std::string>& secrets) {
  if (auto* items = node.array()) {
    for (TomlNode& item : *items) mark_tables(item, secrets);
  }
  if (auto* entries = node.table()) {
    for (TomlEntry& entry : *entries) {
      if (entry.key == "headers" && entry.value.table() != nullptr) {
        mark_headers(entry.value, secrets);
      }
      mark_tables(entry.value, secrets);
    }
  }
}

void collect_names(const TomlNode& node, std::vector<std::string>& names) {
  if (const auto* items = node.array()) {
    for (const TomlNode& item : *items) collect_names(item, names);
  }
  if (const auto* entries = node.table()) {
    for (const TomlEntry& entry : *entries) {
      if (entry.key == "name") names.push_back(scalar_text(entry.value));
      collect_names(entry.value, names);
    }
  }
}

}  // namespace

void expand_environment(TomlNode& root, const EnvironmentLookup& environment, Findings& findings,
                        std::vector<std::string>& secrets) {
  const auto expand = [&](TomlNode& text) {
    const std::string source = *text.text();
    if (source.find(kOpen) == source.npos) return;
    text.masked = replace_references(
        source, [](std::string_view, std::size_t) { return std::string(kMasked); });
    *text.text() = replace_references(source, [&](std::string_view name, std::size_t at) {
      auto value = look_up(environment, name);
      if (!value) {
        text.masked.clear();
        findings.error(inside(text, at),
                       fmt::format("the environment variable {} is not set", name));
      } else if (!value->empty()) {
        secrets.push_back(*value);
      }
      return value;
    });
  };
  for (TomlEntry& entry : *root.table()) {
    if (entry.key != "flavour") for_each_text(entry.value, expand);
  }
}

bool is_unset(std::string_view text) { return text.find(kOpen) != text.npos; }

std::optional<std::string> expand_plainly(std::string_view text,
                                          const EnvironmentLookup& environment) {
  bool complete = true;
  std::string expanded = replace_references(text, [&](std::string_view name, std::size_t) {
    auto value = look_up(environment, name);
    complete = complete && value && !value->empty();
    return value;
  });
  return complete ? std::optional(std::move(expanded)) : std::nullopt;
}

void mark_secrets(TomlNode& root, std::vector<std::string>& secrets) {
  if (TomlNode* variables = root.find("variable");
      variables != nullptr && is_table_list(*variables)) {
    for (TomlNode& variable : *variables->array()) mark_variable(variable, secrets);
  }
  mark_tables(root, secrets);
  for_each_text(root, [&](TomlNode& text) { mark_url(text, secrets); });
}

void mask_everywhere(TomlNode& root, const std::vector<std::string>& secrets) {
  std::vector<std::string> names;
  collect_names(root, names);
  SecretMask mask;
  for (const std::string& secret : secrets) {
    const bool is_name = std::any_of(names.begin(), names.end(), [&](const std::string& name) {
      return name.find(secret) != name.npos;
    });
    if (!is_name) mask.add(secret);
  }
  for_each_text(root, [&](TomlNode& text) {
    const std::string& shown = written(text);
    std::string masked = mask.mask(shown);
    if (masked != shown) text.masked = std::move(masked);
  });
}

}  // namespace squall

// [[client.variant]] and [[client.change]].
//
// Both are [client] with their own keys merged in, as documents: whatever [client] takes, a variant
// takes, and a mistake names the line that it stands in.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "harness/scenario/merge.h"
#include "harness/scenario/read.h"
#include "harness/scenario/schema.h"
#include "harness/scenario/schema_tables.h"

namespace squall {
namespace {

std::string settings_without(TomlNode changes, const char* own_key) {
  changes.remove(own_key);
  return to_toml_line(changes);
}

// Connections that stand were made by these.
constexpr std::array<std::string_view, 6> kFixed{
    "http", "tls", "proxy", "follow_redirects", "connections", "max_connections"};

}  // namespace

TomlNode merged_policy(const TomlNode& client, const TomlNode& changes) {
  TomlNode merged = make_table(changes.position);
  for (const TomlEntry& entry : *client.table()) {
    if (find_option(schema::kPolicy, entry.key) != nullptr) merged.table()->push_back(entry);
  }
  merge(merged, changes);
  return merged;
}

std::vector<ClientPolicy> read_variants(const Section& root, const References& references) {
  std::vector<ClientPolicy> variants;
  const auto client = root.table("client");
  if (!client) return variants;
  Names names("variant", NameStyle::kText);
  for (const Section& own : client->tables("variant")) {
    names.add(own);
    const TomlNode merged = merged_policy(client->node(), own.node());
    ClientPolicy policy =
        read_policy(Section(merged, schema::kVariant, own.label(), own.context()), references);
    policy.name = own.text("name");
    policy.settings = settings_without(own.node(), "name");
    variants.push_back(std::move(policy));
  }
  constexpr std::size_t kMostVariants = 250;  // A record holds the variant in a byte.
  if (variants.size() > kMostVariants) {
    client->error("variant", "there are more than 250 variants");
  }
  return variants;
}

void forbid_fixed(const TomlNode& changes, Findings& findings) {
  for (const std::string_view key : kFixed) {
    const TomlNode* given = changes.find(key);
    if (given == nullptr) continue;
    findings.error(given->position, fmt::format("'{}' cannot be changed while clients run", key),
                   "write it in [client]; a session is begun again for it");
  }
}

std::vector<ClientChange> read_client_changes(const Section& root, const References& references) {
  std::vector<ClientChange> changes;
  const auto client = root.table("client");
  if (!client) return changes;
  const std::vector<Section> given = client->tables("change");
  if (!given.empty() && !client->tables("variant").empty()) {
    client->error("change", "a scenario has either client variants or changes of the client",
                  "write what changes in a scenario of its own");
  }
  for (const Section& own : given) {
    forbid_fixed(own.node(), own.context().findings);
    const TomlNode merged = merged_policy(client->node(), own.node());
    const Section section(merged, schema::kClientChange, own.label(), own.context());
    ClientChange change{own.duration("at"), read_policy(section, references)};
    change.policy.settings = settings_without(own.node(), "at");
    changes.push_back(std::move(change));
  }
  std::stable_sort(changes.begin(), changes.end(),
                   [](const ClientChange& a, const ClientChange& b) { return a.at < b.at; });
  return changes;
}

}  // namespace squall

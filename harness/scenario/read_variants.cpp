// [[client.variant]].
//
// A variant is [client] with its own keys merged in, as documents: whatever [client] takes, a
// variant takes, and a mistake names the line that it stands in.
#include "harness/scenario/merge.h"
#include "harness/scenario/read.h"
#include "harness/scenario/schema.h"
#include "harness/scenario/schema_tables.h"

namespace squall {
namespace {

bool is_policy_key(std::string_view key) {
  return key != "name" && find_option(schema::kVariant, key) != nullptr;
}

// What [client] has that no policy has is reported there.
TomlNode merged_policy(const TomlNode& client, const TomlNode& variant) {
  TomlNode merged = make_table(variant.position);
  for (const TomlEntry& entry : *client.table()) {
    if (is_policy_key(entry.key)) merged.table()->push_back(entry);
  }
  merge(merged, variant);
  return merged;
}

std::string settings_of(TomlNode variant) {
  variant.remove("name");
  return to_toml_line(variant);
}

}  // namespace

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
    policy.settings = settings_of(own.node());
    variants.push_back(std::move(policy));
  }
  constexpr std::size_t kMostVariants = 250;  // A record holds the variant in a byte.
  if (variants.size() > kMostVariants) {
    client->error("variant", "there are more than 250 variants");
  }
  return variants;
}

}  // namespace squall

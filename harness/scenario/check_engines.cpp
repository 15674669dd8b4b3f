// What the engine of a load does not support.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "harness/scenario/read.h"

namespace squall {
namespace {

bool is_https(std::string_view text) { return text.starts_with("https://"); }

// Whether the URL begins with https, or with a variable or a service that only gives such
// addresses.
bool is_https(const Template& url, const Topology& topology) {
  if (url.segments().empty()) return false;
  const Template::Segment& first = url.segments().front();
  if (!first.reference) return is_https(first.text);
  const std::string_view name(first.text);
  if (name.starts_with("var.")) {
    const auto& all = topology.variables;
    const auto variable = std::find_if(
        all.begin(), all.end(), [&](const Variable& each) { return each.name == name.substr(4); });
    // It refers to no other variable, which is looked at elsewhere.
    return variable != all.end() && !variable->value.starts_with("{var.") &&
           is_https(Template(variable->value), topology);
  }
  if (!name.ends_with(".url")) return false;
  const Service* service = topology.find_service(name.substr(0, name.find_first_of("[.")));
  if (service == nullptr) return false;
  return service->scheme == "https" ||
         std::any_of(service->addresses.begin(), service->addresses.end(),
                     [](const std::string& address) { return is_https(address); });
}

const Step* first_https(const Workload& workload, const Topology& topology) {
  for (const auto* steps : {&workload.setup, &workload.steps, &workload.teardown}) {
    for (const Step& step : *steps) {
      if (is_https(step.url, topology)) return &step;
    }
  }
  return nullptr;
}

// What only engine "curl" supports.
std::vector<std::string_view> curl_only(const Section& client, const HttpPolicy& http) {
  std::vector<std::string_view> keys;
  if (client.has("http") && http.version != HttpPolicy::Version::kHttp1) keys.push_back("http");
  if (client.has("follow_redirects") && http.follow_redirects) keys.push_back("follow_redirects");
  for (const char* key : {"proxy", "tls"}) {
    if (client.has(key)) keys.push_back(key);
  }
  return keys;
}

// `section` is [client] or a variant; `fast` is a load with that engine.
void check_policy(const Section& section, const ClientPolicy& policy, const Load& fast) {
  for (const std::string_view key : curl_only(section, policy.http)) {
    section.error(
        key,
        fmt::format("engine \"fast\", which load '{}' has, does not support '{}'", fast.name, key),
        "write engine = \"curl\" in this load");
  }
}

}  // namespace

void check_engines(const Section& root, const Scenario& scenario, const Topology& topology) {
  const Load* fast = nullptr;
  const std::vector<Section> sections = root.tables("load");
  for (std::size_t i = 0; i < std::min(sections.size(), scenario.loads.size()); ++i) {
    const Load& load = scenario.loads[i];
    if (load.engine == Load::Engine::kCurl) continue;
    const bool given = sections[i].node().find("engine") != nullptr;
    if (given && !sections[i].has("engine")) continue;  // Misspelt: that is said already.
    if (fast == nullptr) fast = &load;
    const Workload* workload = topology.find_workload(load.workload);
    const Step* step = workload == nullptr ? nullptr : first_https(*workload, topology);
    if (step == nullptr) continue;
    sections[i].error(sections[i].has("engine") ? "engine" : "workload",
                      fmt::format("step '{}' of workload '{}' is https, which engine \"fast\" "
                                  "does not speak",
                                  step->name, load.workload),
                      "write engine = \"curl\" in this load");
  }
  const auto client = root.table("client");
  if (!client || fast == nullptr) return;
  check_policy(*client, scenario.client, *fast);
  const std::vector<Section> variants = client->tables("variant");
  for (std::size_t i = 0; i < std::min(variants.size(), scenario.variants.size()); ++i) {
    check_policy(variants[i], scenario.variants[i], *fast);
  }
}

}  // namespace squall

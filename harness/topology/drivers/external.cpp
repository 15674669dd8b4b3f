#include "harness/topology/drivers/external.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/core/allowed_hosts.h"

namespace squall::external {
namespace {

std::optional<NodeAddress> parse_address(std::string_view url) {
  const std::size_t colon = url.find("://");
  const auto place = colon == url.npos ? std::nullopt : host_port_of(url);
  if (!place) return std::nullopt;
  NodeAddress address;
  address.scheme = url.substr(0, colon);
  address.host = place->host;
  address.port = place->port;
  url.remove_prefix(colon + 3);
  const std::size_t slash = std::min(url.find('/'), url.size());
  if (url.substr(0, slash).find('@') != url.npos) return std::nullopt;
  address.path = url.substr(slash);
  while (address.path.ends_with('/')) address.path.pop_back();
  return address;
}

class External : public Driver {
 public:
  explicit External(DriverContext context) : context_(context) {}

  Result<void> place(Node& node) override {
    const auto& urls = node.service.addresses;
    if (static_cast<std::size_t>(node.index) >= urls.size()) {
      return fail(fmt::format("{} has no address", node.name));
    }
    const std::string& url = urls[static_cast<std::size_t>(node.index)];
    const auto address = parse_address(url);
    if (!address) {
      return fail(
          fmt::format("the address '{}' of {} is no URL like http://host:port", url, node.name));
    }
    const AllowedHosts allowed(context_.placement.topology.allowed_hosts);
    if (!allowed.allow({address->host, address->port})) {
      return fail(
          fmt::format("{} is at {}, which is not on this machine: name it under [safety] "
                      "allow if this run may send traffic there",
                      node.name, address->url()));
    }
    node.address = *address;
    node.ports = {{"http", address->port}};
    return {};
  }

  Result<void> launch(Node&) override { return {}; }
  Result<void> check(const Node&) override { return {}; }
  std::vector<ProcessIdentity> processes(const Node&) override { return {}; }
  void end(Node&) override {}

 private:
  const DriverContext context_;
};

}  // namespace

std::unique_ptr<Driver> make(DriverContext context) { return std::make_unique<External>(context); }

}  // namespace squall::external

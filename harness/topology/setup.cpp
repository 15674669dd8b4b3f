#include "harness/topology/setup.h"

#include <fmt/format.h>

#include <optional>
#include <thread>
#include <vector>

#include "harness/core/file.h"
#include "harness/core/wait.h"
#include "harness/http/client.h"
#include "harness/http/expect.h"

namespace squall {
namespace {

constexpr Nanoseconds kPause = std::chrono::milliseconds(50);

struct Pair {
  const Node* node = nullptr;
  const Node* peer = nullptr;
};

// The calls in order, in one list for each thread that makes them.
std::vector<std::vector<Pair>> calls_of(const SetupCall& call,
                                        const std::vector<const Node*>& nodes) {
  std::vector<std::vector<Pair>> calls;
  for (const Node* node : nodes) {
    if (calls.empty() || call.parallel) calls.emplace_back();
    if (call.each != SetupCall::Each::kPeer) calls.back().push_back({node, nullptr});
    if (call.each == SetupCall::Each::kOnce) break;
    if (call.each == SetupCall::Each::kNode) continue;
    for (const Node* peer : nodes) {
      if (node != peer) calls.back().push_back({node, peer});
    }
  }
  return calls;
}

Result<HttpRequest> request_for(const Placement& placement, const SetupCall& call,
                                const Template::Lookup& lookup) {
  HttpRequest request;
  request.method = call.method;
  request.timeout = call.timeout;
  const auto url = call.url.render(lookup);
  if (!url) return tl::unexpected(url.error());
  request.url = *url;
  for (const auto& [name, value] : call.headers) {
    const auto header = value.render(lookup);
    if (!header) return tl::unexpected(header.error());
    request.headers.emplace_back(name, *header);
  }
  const auto text = call.body.render(lookup);
  if (!text) return tl::unexpected(text.error());
  request.body = *text;
  if (!call.body_file.empty()) {
    auto body = read_file(placement.topology.directory() / call.body_file);
    if (!body) return tl::unexpected(body.error());
    request.body = std::move(*body);
  }
  return request;
}

// What is wrong with the answer; empty: nothing.
std::string send_once(HttpClient& client, const HttpRequest& request, const SetupCall& call,
                      const Template::Lookup& lookup, const std::stop_token& stop) {
  const auto response = client.send(request, stop);
  if (!response) return stop.stop_requested() ? "interrupted" : response.error().message;
  return mismatch(call.expect, *response, lookup).value_or(std::string());
}

Result<void> send_until_met(const Placement& placement, const SetupCall& call, const Pair& pair,
                            HttpClient& client, const std::stop_token& stop) {
  const Viewpoint view{"", pair.node, pair.peer};
  const auto lookup = [&](std::string_view name) { return resolve(placement, view, name); };
  const auto request = request_for(placement, call, lookup);
  if (!request) return fail(fmt::format("set-up '{}': {}", call.name, request.error().message));
  const auto child = pair.node->child();
  const SteadyTime deadline = steady_now() + call.retry_for;
  while (true) {
    const std::string wrong = send_once(client, *request, call, lookup, stop);
    if (wrong.empty()) return {};
    const bool died = child != nullptr && child->exited();
    if (died || steady_now() >= deadline || !wait_for(stop, kPause)) {
      return fail(fmt::format("set-up '{}' of {}: {} {}: {}{}", call.name, pair.node->name,
                              request->method, request->url, wrong,
                              died ? "; the node has ended" : ""));
    }
  }
}

std::optional<NodeFailure> send_all(const Placement& placement, const SetupCall& call,
                                    const std::vector<Pair>& pairs, const std::stop_token& stop) {
  HttpClient client(AllowedHosts(placement.topology.allowed_hosts));
  for (const Pair& pair : pairs) {
    const auto sent = send_until_met(placement, call, pair, client, stop);
    if (!sent) return NodeFailure{pair.node, sent.error().message};
  }
  return std::nullopt;
}

}  // namespace

tl::expected<void, NodeFailure> set_up(const Placement& placement, const Service& service,
                                       EventSink& events, std::stop_token stop) {
  for (const SetupCall& call : service.setup) {
    const SteadyTime start = steady_now();
    const auto calls = calls_of(call, placement.nodes_of(service.name));
    std::vector<std::optional<NodeFailure>> failures(calls.size());
    {
      std::vector<std::jthread> threads;
      for (std::size_t i = 0; i < calls.size(); ++i) {
        threads.emplace_back([&, i] { failures[i] = send_all(placement, call, calls[i], stop); });
      }
    }
    for (const auto& failure : failures) {
      if (failure) return tl::unexpected(*failure);
    }
    events.on_event(
        SetupDone{fmt::format("{}: {}", service.name, call.name), steady_now() - start});
  }
  return {};
}

}  // namespace squall

#include "harness/faults/http.h"

#include <fmt/format.h>

#include <algorithm>
#include <future>

#include "harness/core/template.h"
#include "harness/core/text.h"
#include "harness/faults/on_each_node.h"
#include "harness/model/rendered_option.h"
#include "harness/topology/undo_actions.h"

namespace squall::http_fault {
namespace {

// An answer that takes longer does not hold up what else is due.
constexpr Nanoseconds kAnswersSoon = std::chrono::milliseconds(50);

struct Target {
  ProcessIdentity process;  // None of an external node.
  UndoCall call;
  std::optional<UndoCall> undo;
  std::shared_future<Result<std::string>> answer = {};
};

Result<UndoCall> render_call(const ValueTable& values, const Template::Lookup& lookup) {
  UndoCall call;
  Options options;
  for (const ValueEntry& entry : values) options.set(entry.name, entry.value);
  call.method = options.get_or<std::string>("method", "PUT");
  const auto url = rendered(options, "url", lookup);
  const auto body = rendered(options, "body", lookup);
  if (!url) return tl::unexpected(url.error());
  if (!body) return tl::unexpected(body.error());
  call.url = *url;
  call.body = *body;
  auto headers = rendered_map(options, "headers", lookup);
  if (!headers) return tl::unexpected(headers.error());
  call.headers = std::move(*headers);
  return call;
}

// "http://127.0.0.1:80/x" gives "http://127.0.0.1:80"
std::string_view origin_of(std::string_view url) {
  const std::size_t scheme = url.find("://");
  return scheme == url.npos ? url : url.substr(0, url.find_first_of("/?#", scheme + 3));
}

// Without a user and password.
std::string bare_origin(std::string_view url) {
  const std::string_view origin = origin_of(url);
  const std::size_t at = origin.rfind('@');
  if (at == origin.npos) return std::string(origin);
  return std::string(origin.substr(0, origin.find("://") + 3)) + std::string(origin.substr(at + 1));
}

// Requests go to the system under test and to nobody else.
bool is_of_system(const std::string& url, const System& system) {
  const std::string origin = bare_origin(url);
  const auto nodes = system.nodes();
  return std::any_of(nodes.begin(), nodes.end(), [&](const Node* node) {
    if (bare_origin(node->address.url()) == origin) return true;
    return std::any_of(node->ports.begin(), node->ports.end(), [&](const NodePort& port) {
      return origin.ends_with(fmt::format("://{}:{}", node->address.host, port.number));
    });
  });
}

class HttpFault : public Fault {
 public:
  HttpFault(std::string name, std::vector<Node*> nodes, std::vector<Target> targets)
      : name_(std::move(name)), nodes_(std::move(nodes)), targets_(std::move(targets)) {}

  // A process that is gone has taken along what the request did.
  Undo undo() const override {
    Undo undo{name_, {}};
    for (const Target& target : targets_) {
      if (!target.undo) continue;
      UndoAction action{UndoAction::Kind::kCall, target.process};
      action.call = *target.undo;
      undo.actions.push_back(std::move(action));
    }
    return undo;
  }

  Result<std::string> inject() override {
    for (Target& target : targets_) {
      target.answer =
          std::async(std::launch::async, [call = target.call] { return send_undo(call); }).share();
    }
    const SteadyTime soon = steady_now() + kAnswersSoon;
    auto target = targets_.begin();
    return on_each_node(nodes_, [&](Node&) -> Result<std::string> {
      const Target& own = *target++;
      if (own.answer.wait_until(soon) == std::future_status::ready) return own.answer.get();
      return fmt::format("{} {} is sent", own.call.method, own.call.url);
    });
  }

  // Whether it did anything is for the author's proof to show; that it was answered is not enough.
  FaultProof evidence(std::stop_token) override {
    FaultProof all{true, {}};
    std::vector<std::string> seen;
    for (const Target& target : targets_) {
      const auto& answer = target.answer.get();
      all.confirmed &= answer.has_value();
      seen.push_back(answer ? *answer : answer.error().message);
    }
    all.what = join_names(seen);
    return all;
  }

  Result<std::string> heal(std::stop_token) override {
    auto target = targets_.begin();
    return on_each_node(nodes_, [&](Node& node) -> Result<std::string> {
      const Target& own = *target++;
      if (own.answer.valid()) own.answer.wait();
      if (!own.undo) return std::string("left as it is, as the scenario says");
      // What it did may be kept on disk: a process that was started since is asked as well.
      const auto child = node.child();
      if (child != nullptr && child->exited()) return std::string("its process is gone");
      return send_undo(*own.undo);
    });
  }

 private:
  const std::string name_;
  const std::vector<Node*> nodes_;
  std::vector<Target> targets_;
};

}  // namespace

Result<std::unique_ptr<Fault>> make(const FaultSpec& spec, std::vector<Node*> nodes,
                                    System& system) {
  std::vector<Target> targets;
  for (Node* node : nodes) {
    const auto lookup = system.lookup("", node);
    Target target;
    if (const auto child = node->child()) target.process = child->identity();
    auto call = render_call(spec.options.all(), lookup);
    if (!call) return tl::unexpected(call.error());
    target.call = std::move(*call);
    if (const auto undo = spec.options.get<ValueTable>("undo")) {
      auto undo_call = render_call(*undo, lookup);
      if (!undo_call) return tl::unexpected(undo_call.error());
      target.undo = std::move(*undo_call);
    }
    for (const std::string& url : {target.call.url, target.undo ? target.undo->url : ""}) {
      if (url.empty() || is_of_system(url, system)) continue;
      return fail(fmt::format("{} is no address of the topology", bare_origin(url)));
    }
    targets.push_back(std::move(target));
  }
  return std::make_unique<HttpFault>(spec.name, std::move(nodes), std::move(targets));
}

}  // namespace squall::http_fault

#include "harness/load/compiled_load.h"

#include <fmt/format.h>

#include <algorithm>

namespace squall {
namespace {

constexpr std::size_t kMaxSteps = 255;

const Workload* find_workload(const LoadSetup& setup, std::string_view name) {
  for (const Workload& workload : setup.workloads) {
    if (workload.name == name) return &workload;
  }
  return nullptr;
}

template <typename T>
bool assign(Result<T> from, auto& to, Error& error) {
  if (!from) {
    error = from.error();
    return false;
  }
  to = std::move(*from);
  return true;
}

std::size_t address_index(const Address& address, std::vector<Address>& addresses) {
  const auto found = std::find(addresses.begin(), addresses.end(), address);
  if (found != addresses.end()) return static_cast<std::size_t>(found - addresses.begin());
  addresses.push_back(address);
  return addresses.size() - 1;
}

// Compiles the steps of a workload, in the order in which they come to know captures.
class StepCompiler {
 public:
  StepCompiler(const LoadSetup& setup, const Workload& workload, CompiledLoad& load,
               std::vector<Address>& addresses)
      : setup_(setup), workload_(workload), load_(load), addresses_(addresses) {
    if (load.spec.node.empty()) {
      lookup_ = setup.lookup;
    } else {
      lookup_ = [&setup, node = load.spec.node](std::string_view name) {
        constexpr std::string_view kNode = "node.";
        if (!name.starts_with(kNode)) return setup.lookup(name);
        return setup.direct(fmt::format("{}.{}", node, name.substr(kNode.size())));
      };
    }
    optional_.cookies = workload.cookies != Workload::Cookies::kNone;
  }

  /// The error names the step.
  Result<void> compile();

  bool uses_key() const { return uses_key_; }
  bool uses_key_outside() const { return uses_key_outside_; }

 private:
  using Steps = std::vector<CompiledStep>;

  Result<void> add(const std::vector<Step>& steps, std::optional<bool> once, Steps& to);
  Result<CompiledStep> compile_step(const Step& step);
  std::size_t slot_of(const std::string& capture);
  StepRange append(Steps& steps);

  const LoadSetup& setup_;
  const Workload& workload_;
  CompiledLoad& load_;
  std::vector<Address>& addresses_;
  Template::Lookup lookup_;
  OptionalParts optional_;
  bool uses_key_ = false, uses_key_outside_ = false;
};

Result<void> StepCompiler::compile() {
  for (const auto* steps : {&workload_.setup, &workload_.steps, &workload_.teardown}) {
    for (const Step& step : *steps) {
      for (const Capture& capture : step.captures) {
        if (capture.keep || capture.optional) optional_.captures.push_back(capture.name);
      }
    }
  }
  Steps load_setup, user_setup, iteration, user_teardown, load_teardown;
  auto done = add(workload_.setup, true, load_setup);
  if (done) done = add(workload_.setup, false, user_setup);
  for (const Step& step : workload_.steps) {
    for (const Capture& capture : step.captures) {
      if (capture.keep) slot_of(capture.name);
    }
  }
  const std::size_t of_users = load_.captures.size();
  if (done) done = add(workload_.steps, std::nullopt, iteration);
  const std::size_t of_iterations = load_.captures.size();
  if (done) done = add(workload_.teardown, false, user_teardown);
  if (done) done = add(workload_.teardown, true, load_teardown);
  if (!done) return done;
  auto flow = Flow::compile(workload_, load_.captures);
  if (!flow) return tl::unexpected(flow.error());
  load_.flow = std::move(*flow);
  load_.iteration = append(iteration);
  load_.load_setup = append(load_setup);
  load_.user_setup = append(user_setup);
  load_.user_teardown = append(user_teardown);
  load_.load_teardown = append(load_teardown);
  // In a plain flow without optional captures, no step is reached before its captures are new.
  if (!load_.flow.plain() || !optional_.captures.empty()) {
    for (std::size_t i = of_users; i < of_iterations; ++i) load_.cleared_captures.push_back(i);
  }
  return {};
}

StepRange StepCompiler::append(Steps& steps) {
  const std::size_t begin = load_.steps.size();
  for (CompiledStep& step : steps) load_.steps.push_back(std::move(step));
  return {begin, load_.steps.size()};
}

Result<void> StepCompiler::add(const std::vector<Step>& steps, std::optional<bool> once,
                               Steps& to) {
  for (const Step& step : steps) {
    if (once && step.once != *once) continue;
    auto made = compile_step(step);
    if (!made) return fail(fmt::format("step '{}', {}", step.name, made.error().message));
    uses_key_ = uses_key_ || made->request.uses_key();
    uses_key_outside_ = uses_key_outside_ || (once && made->request.uses_key());
    to.push_back(std::move(*made));
  }
  return {};
}

std::size_t StepCompiler::slot_of(const std::string& capture) {
  auto& names = load_.captures;
  const auto known = std::find(names.begin(), names.end(), capture);
  if (known != names.end()) return static_cast<std::size_t>(known - names.begin());
  names.push_back(capture);
  return names.size() - 1;
}

Result<CompiledStep> StepCompiler::compile_step(const Step& step) {
  CompiledStep compiled;
  compiled.name = step.name;
  Error error;
  const auto& lookup = lookup_;
  if (!assign(RequestTemplate::compile(step, lookup, load_.captures, optional_), compiled.request,
              error) ||
      !assign(CompiledExpect::compile(step.expect, lookup), compiled.expect, error)) {
    return tl::unexpected(error);
  }
  if (compiled.request.address().tls && load_.spec.engine == Load::Engine::kFast) {
    return fail("url: https needs engine = \"curl\"");
  }
  compiled.needs_body = compiled.expect.needs_body();
  if (step.rejected) {
    if (!assign(CompiledExpect::compile(*step.rejected, lookup), compiled.rejected, error)) {
      return tl::unexpected(error);
    }
    compiled.needs_body |= compiled.rejected->needs_body();
  }
  for (const Capture& capture : step.captures) {
    auto made = CompiledCapture::compile(capture, slot_of(capture.name));
    if (!made) return tl::unexpected(made.error());
    compiled.needs_body |= made->needs_body();
    compiled.captures.push_back(std::move(*made));
  }
  if (step.ledger == LedgerUse::kRead && !step.ledger_value.empty()) {
    if (!assign(JsonPath::compile(step.ledger_value), compiled.ledger_value, error)) {
      return tl::unexpected(error);
    }
    compiled.needs_body = true;
  }
  if (step.absent) {
    if (!assign(CompiledExpect::compile(*step.absent, lookup), compiled.absent, error)) {
      return tl::unexpected(error);
    }
    compiled.needs_body |= compiled.absent->needs_body();
  }
  compiled.address = address_index(compiled.request.address(), addresses_);
  compiled.write = step.effect == Effect::kWrite;
  compiled.idempotent = step.idempotent;
  compiled.head = step.method == "HEAD";
  compiled.ledger = step.ledger;
  compiled.think = step.think;
  compiled.own_deadline = step.deadline.has_value();
  compiled.own_attempt_timeout = step.attempt_timeout.has_value();
  compiled.deadline = step.deadline.value_or(setup_.client.deadline);
  compiled.attempt_timeout = step.attempt_timeout.value_or(setup_.client.attempt_timeout);
  return compiled;
}

}  // namespace

Result<CompiledLoad> compile_load(const LoadSetup& setup, std::size_t index,
                                  std::vector<Address>& addresses) {
  const Load& load = setup.loads[index];
  const auto wrong = [&load](std::string_view why) {
    return fail(fmt::format("load '{}': {}", load.name, why));
  };
  const Workload* workload = find_workload(setup, load.workload);
  if (workload == nullptr) return wrong(fmt::format("no workload is called '{}'", load.workload));
  if (workload->steps.empty()) return wrong("its workload has no steps");
  CompiledLoad compiled;
  compiled.spec = load;
  compiled.cookies = workload->cookies;
  StepCompiler steps(setup, *workload, compiled, addresses);
  const auto done = steps.compile();
  if (!done) return wrong(done.error().message);
  if (compiled.steps.size() > kMaxSteps) return wrong("its workload has more than 255 steps");
  const bool open = load.model == Load::Model::kOpen;
  compiled.users = static_cast<std::uint32_t>(std::max(1, open ? load.max_in_flight : load.users));
  if (!load.keys) {
    if (steps.uses_key()) return wrong("its workload uses {key}, but it has no keys");
    return compiled;
  }
  const Random random = Random::substream(setup.seed, "keys/" + load.name);
  auto keys = Keys::make(*load.keys, setup.lists, random, setup.lookup);
  if (!keys) return wrong(keys.error().message);
  if (steps.uses_key_outside() && !keys->per_user()) {
    return wrong("its set-up or tear-down uses {key}, but its users have no key of their own");
  }
  if (keys->exclusive() && compiled.users > keys->size()) {
    if (!open) return wrong("it has more users than keys of their own");
    compiled.users = static_cast<std::uint32_t>(keys->size());
  }
  keys->deal_out(compiled.users);
  compiled.keys = std::move(*keys);
  return compiled;
}

}  // namespace squall

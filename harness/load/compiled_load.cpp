#include "harness/load/compiled_load.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>

#include "harness/core/text.h"

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

Result<CompiledStep> compile_step(const Step& step, const LoadSetup& setup,
                                  std::vector<std::string>& captures,
                                  std::vector<Address>& addresses) {
  CompiledStep compiled;
  compiled.name = step.name;
  Error error;
  if (!assign(RequestTemplate::compile(step, setup.lookup, captures), compiled.request, error) ||
      !assign(CompiledExpect::compile(step.expect, setup.lookup), compiled.expect, error)) {
    return tl::unexpected(error);
  }
  compiled.needs_body = compiled.expect.needs_body();
  if (step.rejected) {
    if (!assign(CompiledExpect::compile(*step.rejected, setup.lookup), compiled.rejected, error)) {
      return tl::unexpected(error);
    }
    compiled.needs_body |= compiled.rejected->needs_body();
  }
  compiled.first_capture = captures.size();
  for (const Capture& capture : step.captures) {
    auto made = CompiledCapture::compile(capture);
    if (!made) return tl::unexpected(made.error());
    compiled.needs_body |= made->needs_body();
    captures.push_back(capture.name);
    compiled.captures.push_back(std::move(*made));
  }
  if (step.ledger == LedgerUse::kRead && !step.ledger_value.empty()) {
    if (!assign(JsonPath::compile(step.ledger_value), compiled.ledger_value, error)) {
      return tl::unexpected(error);
    }
    compiled.needs_body = true;
  }
  compiled.address = address_index(compiled.request.address(), addresses);
  compiled.write = step.effect == Effect::kWrite;
  compiled.idempotent = step.idempotent;
  compiled.head = step.method == "HEAD";
  compiled.ledger = step.ledger;
  compiled.think = step.think;
  compiled.deadline = step.deadline.value_or(setup.client.deadline);
  compiled.attempt_timeout = step.attempt_timeout.value_or(setup.client.attempt_timeout);
  return compiled;
}

}  // namespace

Result<CompiledCapture> CompiledCapture::compile(const Capture& capture) {
  CompiledCapture compiled;
  compiled.name_ = capture.name;
  compiled.secret_ = capture.secret;
  Error error;
  bool ok = true;
  switch (capture.from) {
    case Capture::From::kHeader:
      compiled.where_ = capture.where;
      break;
    case Capture::From::kJson:
      ok = assign(JsonPath::compile(capture.where), compiled.where_, error);
      break;
    case Capture::From::kRegex:
      ok = assign(Regex::compile(capture.where), compiled.where_, error);
      break;
  }
  if (ok) return compiled;
  return fail(fmt::format("capture '{}': {}", capture.name, error.message));
}

std::optional<std::string> CompiledCapture::take(Answer& answer, std::string& out) const {
  out.clear();
  const auto missing = [this](std::string_view place) {
    return fmt::format("{} is missing (capture '{}')", place, name_);
  };
  if (const auto* header = std::get_if<std::string>(&where_)) {
    const HeaderField* field = answer.find_header(*header);
    if (field == nullptr) return missing("header " + *header);
    out = field->value;
  } else if (const auto* path = std::get_if<JsonPath>(&where_)) {
    const boost::json::value* document = answer.json();
    const boost::json::value* place = document == nullptr ? nullptr : path->find(*document);
    if (place == nullptr) return missing(path->text());
    if (place->is_string()) {
      out = std::string_view(place->get_string());
    } else {
      out = boost::json::serialize(*place);
    }
  } else {
    const Regex& regex = std::get<Regex>(where_);
    const auto found = regex.capture(answer.body());
    if (!found) return missing(fmt::format("'{}'", regex.pattern()));
    out = *found;
  }
  const bool control = std::any_of(out.begin(), out.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
  });
  if (out.size() <= kMaxBytes && !control) return std::nullopt;
  out.clear();
  return fmt::format("the value of capture '{}' is too long or holds control characters", name_);
}

Result<CompiledLoad> compile_load(const LoadSetup& setup, std::size_t index,
                                  std::vector<Address>& addresses) {
  const Load& load = setup.loads[index];
  const auto wrong = [&load](std::string_view why) {
    return fail(fmt::format("load '{}': {}", load.name, why));
  };
  const Workload* workload = find_workload(setup, load.workload);
  if (workload == nullptr) return wrong(fmt::format("no workload is called '{}'", load.workload));
  if (workload->steps.empty()) return wrong("its workload has no steps");
  if (workload->steps.size() > kMaxSteps) return wrong("its workload has more than 255 steps");

  CompiledLoad compiled;
  compiled.spec = load;
  bool uses_key = false;
  for (const Step& step : workload->steps) {
    auto made = compile_step(step, setup, compiled.captures, addresses);
    if (!made) return wrong(fmt::format("step '{}', {}", step.name, made.error().message));
    uses_key |= made->request.uses_key();
    compiled.steps.push_back(std::move(*made));
  }
  const bool open = load.model == Load::Model::kOpen;
  compiled.users = static_cast<std::uint32_t>(std::max(1, open ? load.max_in_flight : load.users));
  if (load.keys) {
    const Random random = Random::substream(setup.seed, "keys/" + load.name);
    auto keys = Keys::make(*load.keys, setup.lists, random, setup.lookup);
    if (!keys) return wrong(keys.error().message);
    if (keys->per_user() && compiled.users > keys->size()) {
      if (!open) return wrong("it has more users than keys of their own");
      compiled.users = static_cast<std::uint32_t>(keys->size());
    }
    compiled.keys = std::move(*keys);
  } else if (uses_key) {
    return wrong("its workload uses {key}, but it has no keys");
  }
  return compiled;
}

}  // namespace squall

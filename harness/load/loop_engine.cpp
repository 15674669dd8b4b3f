#include "harness/load/loop_engine.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/load/curl_options.h"
#include "harness/load/curl_transport.h"
#include "harness/load/descriptors.h"
#include "harness/load/fast_transport.h"
#include "harness/load/kinds.h"

namespace squall {
namespace {

// An operation's own deadline is to end it; the drain's is the safety net.
constexpr Nanoseconds kDrainSlack = 10 * TimeoutWheel::kTick;
constexpr Nanoseconds kLookAgain = std::chrono::milliseconds(10);

std::size_t index_of(Load::Engine engine) { return static_cast<std::size_t>(engine); }

// When the last of the load's operations will have ended if it is stopped at `now`: those of an
// iteration (one that is under way may have the deadline of an earlier policy), then a tear-down.
Nanoseconds last_end(const LoadRun& run, Nanoseconds now) {
  const CompiledLoad& load = run.load();
  Nanoseconds last = run.last_deadline(), teardown{};
  for (std::size_t i = 0; i < load.steps.size(); ++i) {
    const bool tears_down = i >= load.user_teardown.begin;
    if (tears_down) teardown += load.steps[i].think + load.steps[i].deadline;
    if (!tears_down) last = std::max(last, now + load.steps[i].deadline);
  }
  return last + teardown;
}

}  // namespace

LoopEngine::LoopEngine(LoadSetup setup, AttemptSink& sink, LoadObserver& observer)
    : setup_(std::move(setup)),
      loop_(setup_.generator.precision),
      recorder_(loop_, setup_, sink, observer) {
  recorder_.on_flushed = [this] {
    publish_oldest_due();
    keen_.adjust();
  };
}

LoopEngine::~LoopEngine() {
  if (!thread_.joinable()) return;
  loop_.stop();
  thread_.join();
}

Result<void> LoopEngine::prepare() {
  raise_descriptor_limit();
  std::array<std::vector<Address>, 2> addresses;  // By engine: each connects on its own.
  for (std::size_t i = 0; i < setup_.loads.size(); ++i) {
    const Load& load = setup_.loads[i];
    const auto walker = walker_for(load.engine);
    if (!walker) return tl::unexpected(walker.error());
    auto compiled = compile_load(setup_, i, addresses.at(index_of(load.engine)));
    if (!compiled) return tl::unexpected(compiled.error());
    std::unique_ptr<ArrivalProcess> arrivals;
    if (load.model == Load::Model::kOpen) {
      auto made = make_arrival(load, Random::substream(setup_.seed, "arrivals/" + load.name));
      if (!made) return tl::unexpected(made.error());
      arrivals = std::move(*made);
    }
    const std::uint8_t number = load.number.value_or(static_cast<std::uint8_t>(i));
    runs_.emplace_back(loop_, setup_, number, std::move(*compiled), std::move(arrivals), **walker,
                       counts_of(load.purpose));
  }
  for (std::size_t engine = 0; engine < walkers_.size(); ++engine) {
    for (const Address& address : addresses.at(engine)) {
      if (auto added = walkers_.at(engine)->add_address(address); !added) return added;
    }
  }
  return {};
}

Result<Walker*> LoopEngine::walker_for(Load::Engine engine) {
  std::unique_ptr<Walker>& walker = walkers_.at(index_of(engine));
  if (walker) return walker.get();
  if (engine == Load::Engine::kFast) {
    walker = std::make_unique<Walker>(loop_, setup_, recorder_, [&](TransportEvents& events) {
      return std::make_unique<FastTransport>(loop_, setup_.clock, events, setup_);
    });
    return walker.get();
  }
  auto options = curl_options(setup_.client.http, setup_.lookup, setup_.allowed);
  if (!options) return tl::unexpected(options.error());
  walker = std::make_unique<Walker>(loop_, setup_, recorder_, [&](TransportEvents& events) {
    return std::make_unique<CurlTransport>(loop_, setup_.clock, events, std::move(*options),
                                           setup_.client);
  });
  return walker.get();
}

Result<void> LoopEngine::set_up(std::stop_token stop) {
  std::size_t waiting = runs_.size();
  std::string failure;
  for (LoadRun& run : runs_) {
    run.set_up([&](const std::string& what) {
      --waiting;
      if (what.empty() || !failure.empty()) return;
      failure = fmt::format("the set-up of load '{}' failed: {}", run.load().spec.name, what);
    });
  }
  while (waiting > 0 && !stop.stop_requested()) loop_.run_for(kLookAgain);
  if (waiting > 0) {
    for (LoadRun& run : runs_) run.cut();  // Calls back at once.
    failure = "interrupted";
  }
  recorder_.flush();
  if (failure.empty()) return {};
  return fail(std::move(failure));
}

void LoopEngine::start(Nanoseconds at) {
  for (LoadRun& run : runs_) run.start(at);
  thread_ = std::thread([this] { run(); });
}

void LoopEngine::run() {
  std::exception_ptr failure;
  try {
    keen_.begin();
    loop_.run();
    recorder_.flush();
  } catch (...) {
    failure = std::current_exception();
  }
  const std::lock_guard lock(mutex_);
  failure_ = failure;
  finished_ = true;
  changed_.notify_all();
}

void LoopEngine::enter_phase(std::string_view name, Nanoseconds at) {
  loop_.post([this, phase = std::string(name), at] {
    for (LoadRun& run : runs_) run.enter_phase(phase, at);
    recorder_.flush();
    publish_oldest_due();
  });
}

Result<void> LoopEngine::set_rate(std::string_view load, double rate_per_s) {
  const auto run = std::find_if(runs_.begin(), runs_.end(), [&](const LoadRun& candidate) {
    return candidate.load().spec.name == load;
  });
  if (run == runs_.end()) return fail(fmt::format("there is no load '{}'", load));
  Load changed = run->load().spec;
  if (changed.model != Load::Model::kOpen || changed.arrival == "replay") {
    return fail(fmt::format("load '{}' has no rate that could be changed", load));
  }
  const bool even = changed.arrival == "constant" ||
                    (changed.arrival == "stages" && changed.spacing == Load::Spacing::kEven);
  changed.arrival = even ? "constant" : "poisson";
  changed.rate_per_s = rate_per_s;
  std::unique_ptr<ArrivalProcess> arrivals;
  if (rate_per_s > 0) {
    const std::string stream = fmt::format("arrivals/{}/change {}", load, ++rate_changes_);
    auto made = make_arrival(changed, Random::substream(setup_.seed, stream));
    if (!made) return tl::unexpected(made.error());
    arrivals = std::move(*made);
  }
  // In a place that the call can be copied with.
  auto next = std::make_shared<std::unique_ptr<ArrivalProcess>>(std::move(arrivals));
  loop_.post([this, &load_run = *run, next] {
    load_run.replace_arrivals(std::move(*next));
    recorder_.flush();
    publish_oldest_due();
  });
  return {};
}

void LoopEngine::set_client(ClientPolicy client) {
  loop_.post([this, client = std::move(client)]() mutable {
    client.max_connections = setup_.client.max_connections;
    client.own_connections = setup_.client.own_connections;
    client.http = setup_.client.http;
    setup_.client = std::move(client);
    for (LoadRun& run : runs_) run.take_client(setup_.client);
    for (const auto& walker : walkers_) {
      if (walker) walker->take_client();
    }
    recorder_.flush();
  });
}

void LoopEngine::publish_oldest_due() {
  Nanoseconds oldest = Nanoseconds::max();
  for (const LoadRun& run : runs_) {
    if (run.load().spec.purpose == Purpose::kLoad) oldest = std::min(oldest, run.oldest_due());
  }
  oldest_due_ = oldest.count();
}

LoadEnded LoopEngine::drain(std::stop_token cut_short) {
  if (thread_.joinable()) {
    loop_.post([this] { begin_drain(); });
    std::unique_lock lock(mutex_);
    const auto finished = [this] { return finished_; };
    if (!changed_.wait(lock, cut_short, finished)) {
      loop_.post([this] { cut(); });
      changed_.wait(lock, finished);
    }
    lock.unlock();
    thread_.join();
  }
  if (failure_) std::rethrow_exception(failure_);
  return {counts_.started, counts_.dropped, open_at_end_};
}

void LoopEngine::begin_drain() {
  const Nanoseconds now = setup_.clock.now();
  Nanoseconds last = now;
  for (const LoadRun& run : runs_) last = std::max(last, last_end(run, now));
  drain_timer_.start(setup_.clock.at(last) + kDrainSlack, [this] { cut(); });
  for (LoadRun& run : runs_) run.begin_last();
  for (const auto& walker : walkers_) {
    if (walker) walker->stop_starting();
  }
  busy_runs_ = runs_.size();
  if (runs_.empty()) loop_.stop();
  for (LoadRun& run : runs_) {
    run.stop([this] {
      if (--busy_runs_ == 0) loop_.stop();
    });
  }
}

void LoopEngine::cut() {
  for (const auto& walker : walkers_) {
    if (walker) walker->stop_serving();
  }
  for (LoadRun& run : runs_) open_at_end_ += run.cut();
}

LoadStats LoopEngine::stats() const { return stats_of(counts_); }

LoadStats LoopEngine::read_back_stats() const { return stats_of(read_back_counts_); }

LoadStats LoopEngine::stats_of(const LoadCounts& counts) const {
  // `ended` first, so that the difference is never negative.
  const std::uint64_t ended = counts.ended;
  const std::uint64_t started = counts.started;
  const Nanoseconds::rep oldest = oldest_due_;
  LoadStats stats{started, started - ended, counts.dropped, {}};
  // The next arrival may be in the future; the future is not settled.
  if (oldest != kNothingDue) stats.oldest_due = std::min(Nanoseconds(oldest), setup_.clock.now());
  return stats;
}

}  // namespace squall

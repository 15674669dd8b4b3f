#include "harness/proxy/proxied_link.h"

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>

namespace squall {
namespace {

constexpr Nanoseconds kLookAgain = std::chrono::milliseconds(5);
constexpr Nanoseconds kNoDescriptor = std::chrono::milliseconds(50);
constexpr int kBacklog = 4096;
constexpr int kAcceptsATurn = 64;

bool of_connections(const ToxicPlan& plan) {
  return plan.acts == ToxicPlan::Acts::kBytes || plan.acts == ToxicPlan::Acts::kExchanges;
}

}  // namespace

ProxiedLink::ProxiedLink(StreamContext& context, Fd listener, const Endpoint& server)
    : context_(context),
      server_(server),
      listener_(*this),
      lookout_(*this),
      look_timer_(context.loop),
      accept_again_(context.loop) {
  listener_.fd = std::move(listener);
  listen_or_refuse();
}

ProxiedLink::~ProxiedLink() {
  if (listener_.listening) context_.loop.unwatch(listener_.fd.get(), listener_);
  if (lookout_.fd) context_.loop.unwatch(lookout_.fd.get(), lookout_);
}

bool ProxiedLink::any(ToxicPlan::Acts acts) const {
  return std::any_of(injected_.begin(), injected_.end(),
                     [&](const auto& toxic) { return toxic->plan.acts == acts; });
}

// A socket that no longer listens keeps its port: nobody else can take it, and whoever connects is
// refused. Linux lets it listen again.
void ProxiedLink::listen_or_refuse() {
  const bool listens = !server_refuses_ && !any(ToxicPlan::Acts::kListens);
  if (listens == std::exchange(listener_.listening, listens)) return;
  if (!listens) {
    context_.loop.unwatch(listener_.fd.get(), listener_);
    ::shutdown(listener_.fd.get(), SHUT_RDWR);
    return;
  }
  if (::listen(listener_.fd.get(), kBacklog) != 0) {
    throw std::system_error(errno, std::generic_category(), "the proxy cannot listen");
  }
  context_.loop.watch(listener_.fd.get(), EPOLLIN, listener_);
}

void ProxiedLink::accept() {
  for (int i = 0; i < kAcceptsATurn; ++i) {
    Fd client = accept_from(listener_.fd);
    if (client) {
      open(std::move(client));
      if (!listener_.listening) return;
      continue;
    }
    if (errno == ECONNABORTED || errno == EINTR) continue;
    if (errno == EAGAIN || errno == EWOULDBLOCK) return;
    break;  // No descriptor is left: those who wait keep waiting.
  }
  const bool starved = errno == EMFILE || errno == ENFILE;
  accept_again_.start(starved ? steady_now() + kNoDescriptor : SteadyTime{}, [this] {
    if (listener_.listening) accept();
  });
}

void ProxiedLink::open(Fd client) {
  const std::uint64_t number = opened_++;
  auto made = std::make_unique<Session>(context_, *this, std::move(client), up_, down_, number);
  Session& session = *made;
  sessions_.emplace(number, std::move(made));
  const SteadyTime now = steady_now();
  for (const auto& injected : injected_) join(session, *injected, now);
  if (any(ToxicPlan::Acts::kOpens)) return session.hang();
  session.dial(server_);
}

// The draw is the connection's own: it depends on nothing but the seed and its number.
void ProxiedLink::join(Session& session, Injected& injected, SteadyTime since) {
  const ToxicPlan& plan = injected.plan;
  if (!of_connections(plan)) {
    ++injected.touched.connections;
    return;
  }
  Random base = injected.random;
  Random own = Random::substream(base.next(), std::to_string(session.number()));
  if (own.uniform() >= plan.toxicity) return;
  const Random up = Random(own.next());
  const Random down = Random(own.next());
  ++injected.touched.connections;
  if (plan.make_exchange) {
    ExchangeToxic both = plan.make_exchange({session.pause(), up, down, injected.touched});
    session.add_toxic(injected.id, true, std::move(both.upstream), injected.touched);
    session.add_toxic(injected.id, false, std::move(both.downstream), injected.touched);
  }
  if (plan.upstream) {
    session.add_toxic(injected.id, true, plan.make({since, up}), injected.touched);
  }
  if (plan.downstream) {
    session.add_toxic(injected.id, false, plan.make({since, down}), injected.touched);
  }
}

void ProxiedLink::add_toxic(int id, const ToxicPlan& plan, Random random) {
  const SteadyTime now = steady_now();
  injected_.push_back(std::make_unique<Injected>(Injected{id, plan, random, now, {}}));
  listen_or_refuse();
  if (plan.resets) return reset_all();
  if (!of_connections(plan)) return;
  for_each_session([&](Session& session) {
    join(session, *injected_.back(), now);
    session.advance();
  });
}

void ProxiedLink::remove_toxic(int id) {
  for (const auto& [number, session] : sessions_) session->remove_toxic(id);
  injected_.remove_if([&](const auto& toxic) { return toxic->id == id; });
  listen_or_refuse();
  const bool opens = !any(ToxicPlan::Acts::kOpens);
  for_each_session([&](Session& session) {
    if (session.hangs() && opens) {
      session.dial(server_);
    } else {
      session.advance();
    }
  });
}

template <typename Call>
void ProxiedLink::for_each_session(Call call) {
  std::vector<std::uint64_t> numbers;
  for (const auto& [number, session] : sessions_) numbers.push_back(number);
  for (const std::uint64_t number : numbers) {
    const auto found = sessions_.find(number);
    if (found != sessions_.end()) call(*found->second);
  }
}

void ProxiedLink::reset_all() {
  while (!sessions_.empty()) sessions_.begin()->second->reset();
}

void ProxiedLink::on_over(Session& session) { sessions_.erase(session.number()); }

// Whoever connects to a server that does not listen is refused by the kernel, at once. With a proxy
// in between it would be accepted first, so the proxy stops to listen as well until the server
// does.
void ProxiedLink::on_refused() {
  if (server_refuses_) return;
  server_refuses_ = true;
  listen_or_refuse();
  look_again();
}

void ProxiedLink::look_again() {
  look_timer_.start(steady_now() + kLookAgain, [this] { look_out(); });
}

void ProxiedLink::look_out() {
  lookout_.fd = begin_connect(server_);
  if (lookout_.fd) return context_.loop.watch(lookout_.fd.get(), EPOLLOUT, lookout_);
  look_again();
}

void ProxiedLink::looked() {
  const int error = error_of(lookout_.fd.get());
  context_.loop.unwatch(lookout_.fd.get(), lookout_);
  lookout_.fd.reset();
  if (error == ECONNREFUSED) return look_again();
  server_refuses_ = false;
  listen_or_refuse();
}

LinkFigures ProxiedLink::figures() const { return {opened_, sessions_.size(), up_, down_}; }

Touched ProxiedLink::touched(int id) const {
  for (const auto& toxic : injected_) {
    if (toxic->id == id) return toxic->touched;
  }
  return {};
}

}  // namespace squall

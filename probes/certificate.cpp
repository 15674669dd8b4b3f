#include "probes/certificate.h"

#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <poll.h>

#include <algorithm>
#include <memory>

#include "harness/core/text.h"
#include "harness/core/wait.h"
#include "harness/model/rendered_option.h"
#include "probes/tcp.h"

namespace squall::certificate_probe {
namespace {

constexpr Nanoseconds kLookAtStop = std::chrono::milliseconds(20);
constexpr double kSecondsOfDay = 86400;

struct Free {
  void operator()(SSL_CTX* context) const { ::SSL_CTX_free(context); }
  void operator()(SSL* ssl) const { ::SSL_free(ssl); }
  void operator()(X509* certificate) const { ::X509_free(certificate); }
};
using Context = std::unique_ptr<SSL_CTX, Free>;
using Ssl = std::unique_ptr<SSL, Free>;

struct Wanted {
  std::string address, host, name, ca;
  bool verify = true;
};

Result<Wanted> wanted_of(const ProbeSpec& spec, const Template::Lookup& lookup) {
  const auto address = rendered(spec.options, "address", lookup);
  const auto name = rendered(spec.options, "server_name", lookup);
  const auto ca = rendered(spec.options, "ca", lookup);
  for (const auto* text : {&address, &name, &ca}) {
    if (!*text) return tl::unexpected(text->error());
  }
  Wanted wanted{*address, address->substr(0, address->rfind(':')), *name, *ca,
                spec.options.get_or<bool>("verify", true)};
  if (wanted.host.starts_with('[')) wanted.host = wanted.host.substr(1, wanted.host.size() - 2);
  if (wanted.name.empty()) wanted.name = wanted.host;
  return wanted;
}

std::string last_error() {
  const unsigned long code = ::ERR_get_error();
  const char* const reason = ::ERR_reason_error_string(code);
  return reason == nullptr ? "no TLS" : reason;
}

bool is_address(const std::string& name) {
  ASN1_OCTET_STRING* const parsed = ::a2i_IPADDRESS(name.c_str());
  ::ASN1_OCTET_STRING_free(parsed);
  return parsed != nullptr;
}

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wold-style-cast"  // In a macro of theirs.
void set_asked_name(SSL* ssl, const std::string& name) {
  ::SSL_set_tlsext_host_name(ssl, name.c_str());
}
#pragma GCC diagnostic pop

Result<Ssl> prepared(const Context& context, const Wanted& wanted, int socket) {
  const bool trusts = wanted.ca.empty()
                          ? ::SSL_CTX_set_default_verify_paths(context.get()) == 1
                          : ::SSL_CTX_load_verify_file(context.get(), wanted.ca.c_str()) == 1;
  if (!trusts) return fail(fmt::format("{} holds no certificates", wanted.ca));
  Ssl ssl(::SSL_new(context.get()));
  ::SSL_set_fd(ssl.get(), socket);
  X509_VERIFY_PARAM* const rules = ::SSL_get0_param(ssl.get());
  if (is_address(wanted.name)) {
    ::X509_VERIFY_PARAM_set1_ip_asc(rules, wanted.name.c_str());
  } else {
    set_asked_name(ssl.get(), wanted.name);
    ::X509_VERIFY_PARAM_set1_host(rules, wanted.name.c_str(), wanted.name.size());
  }
  // The handshake goes on whatever is found, so that more than "it failed" can be said.
  ::SSL_set_verify(ssl.get(), SSL_VERIFY_NONE, nullptr);
  return ssl;
}

// Empty: done.
std::string shake_hands(SSL* ssl, SteadyTime deadline, const std::stop_token& stop) {
  while (true) {
    ::ERR_clear_error();
    const int done = ::SSL_connect(ssl);
    if (done == 1) return {};
    const int error = ::SSL_get_error(ssl, done);
    if (error == SSL_ERROR_SYSCALL) return "the connection was closed";
    if (error != SSL_ERROR_WANT_READ && error != SSL_ERROR_WANT_WRITE) return last_error();
    const Nanoseconds left = deadline - steady_now();
    if (left <= Nanoseconds{} || stop.stop_requested()) return "no answer";
    pollfd poll{::SSL_get_fd(ssl),
                static_cast<short>(error == SSL_ERROR_WANT_READ ? POLLIN : POLLOUT), 0};
    const auto slice = std::chrono::ceil<std::chrono::milliseconds>(std::min(left, kLookAtStop));
    ::poll(&poll, 1, static_cast<int>(slice.count()));
  }
}

std::optional<double> days_left(const X509* certificate) {
  int days = 0, rest_s = 0;
  if (::ASN1_TIME_diff(&days, &rest_s, nullptr, ::X509_get0_notAfter(certificate)) != 1) {
    return std::nullopt;
  }
  return days + rest_s / kSecondsOfDay;
}

ProbeSample judged(SSL* ssl, const Wanted& wanted) {
  const std::unique_ptr<X509, Free> certificate(::SSL_get1_peer_certificate(ssl));
  if (certificate == nullptr) return {false, "the server has no certificate", {}};
  ProbeSample taken{true, "", {}, days_left(certificate.get())};
  if (!taken.value) return {false, "the certificate has no end", {}};
  taken.met = *taken.value > 0;
  taken.actual = taken.met ? fmt::format("expires in {:.1f} days", *taken.value)
                           : fmt::format("expired {:.1f} days ago", -*taken.value);
  const long verdict = ::SSL_get_verify_result(ssl);
  if (wanted.verify && verdict != X509_V_OK && verdict != X509_V_ERR_CERT_HAS_EXPIRED) {
    taken.met = false;
    taken.actual = fmt::format("{} ({})", ::X509_verify_cert_error_string(verdict), taken.actual);
  }
  return taken;
}

}  // namespace

ProbeSample sample(const ProbeSpec& spec, const Template::Lookup& lookup, std::stop_token stop,
                   ProbeMemory&) {
  const auto wanted = wanted_of(spec, lookup);
  if (!wanted) return {false, wanted.error().message, {}};
  const SteadyTime start = steady_now();
  const auto socket = tcp_probe::connect_to(wanted->address, spec.timeout, stop, &spec.allowed);
  if (!socket) return {false, socket.error().message, steady_now() - start};
  const Context context(::SSL_CTX_new(::TLS_client_method()));
  const auto ssl = prepared(context, *wanted, socket->get());
  if (!ssl) return {false, ssl.error().message, steady_now() - start};
  const std::string failure = shake_hands(ssl->get(), start + spec.timeout, stop);
  ProbeSample taken{false, failure, {}};
  if (failure.empty()) taken = judged(ssl->get(), *wanted);
  taken.took = steady_now() - start;
  return taken;
}

}  // namespace squall::certificate_probe

#include "harness/load/curl_options.h"

#include <fmt/format.h>

#include <filesystem>

namespace squall {

Result<TransferOptions> curl_options(const HttpPolicy& policy, const Template::Lookup& lookup,
                                     const AllowedHosts& allowed) {
  TransferOptions options;
  options.allowed = allowed;
  options.http2 = policy.version == HttpPolicy::Version::kHttp2;
  options.follow_redirects = policy.follow_redirects;
  options.verify = policy.verify;
  options.least_tls = policy.least_tls;
  const Template::Lookup known =
      lookup ? lookup : [](std::string_view) { return std::optional<std::string>(); };
  struct Text {
    const char* name;
    const Template& from;
    std::string& to;
    bool file;
  };
  for (const Text& text : {Text{"proxy", policy.proxy, options.proxy, false},
                           Text{"tls.ca", policy.ca, options.ca, true},
                           Text{"tls.cert", policy.cert, options.cert, true},
                           Text{"tls.key", policy.key, options.key, true}}) {
    auto rendered = text.from.render(known);
    if (!rendered) return fail(fmt::format("[client] {}: {}", text.name, rendered.error().message));
    text.to = std::move(*rendered);
    std::error_code ignored;
    if (text.file && !text.to.empty() && !std::filesystem::is_regular_file(text.to, ignored)) {
      return fail(fmt::format("[client] {}: there is no file '{}'", text.name, text.to));
    }
  }
  if (options.proxy.empty()) return options;
  const auto proxy = host_port_of(options.proxy);
  if (!proxy) return fail(fmt::format("[client] proxy: '{}' is no URL", options.proxy));
  if (allowed.allow(*proxy)) return options;
  return fail(fmt::format("[client] proxy: {}", AllowedHosts::refusal(*proxy)));
}

}  // namespace squall

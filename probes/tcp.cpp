#include "probes/tcp.h"

// A stub, until the http client stands.
namespace squall::tcp_probe {

ProbeSample sample(const ProbeSpec&, const Template::Lookup&, std::stop_token) {
  return {false, "not built yet", {}};
}

}  // namespace squall::tcp_probe

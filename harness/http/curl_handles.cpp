#include "harness/http/curl_handles.h"

namespace squall {
namespace {

struct Global {
  Global() { curl_global_init(CURL_GLOBAL_DEFAULT); }
  ~Global() { curl_global_cleanup(); }
};

}  // namespace

void use_curl() { static const Global global; }

}  // namespace squall

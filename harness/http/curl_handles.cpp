#include "harness/http/curl_handles.h"

#include "harness/http/curl_memory.h"

namespace squall {
namespace {

struct Global {
  Global() { use_kept_memory(); }
  ~Global() { curl_global_cleanup(); }
};

}  // namespace

void use_curl() { static const Global global; }

}  // namespace squall

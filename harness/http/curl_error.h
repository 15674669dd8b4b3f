// What a transfer of libcurl that failed is in the records.
#pragma once

#include <string_view>

#include "harness/model/attempt.h"

namespace squall {

struct CurlFailure {
  int code = 0;                  ///< CURLcode; not CURLE_OK.
  bool sent = false;             ///< Whether any byte of the request went out.
  bool answered = false;         ///< Whether a whole line of an answer came.
  int system_error = 0;          ///< errno of the connection; 0: none.
  int tunnel_status = 0;         ///< What the proxy answered to CONNECT; 0: nothing.
  std::string_view message = {}; ///< libcurl's own.
};

/// One of the classes of reports/README.md: by libcurl's code, how far the exchange had come, and,
/// where the code says too little, by what else is known. A code that is in no row is `protocol`.
ErrorClass error_class(const CurlFailure& failure);

}  // namespace squall

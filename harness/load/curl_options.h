// The client policy's HTTP options, as engine "curl" takes them.
#pragma once

#include "harness/core/error.h"
#include "harness/core/template.h"
#include "harness/http/transfer.h"
#include "harness/model/scenario.h"

namespace squall {

/// Resolves references; the error names the option whose file is missing, or says that the proxy
/// is not `allowed`.
Result<TransferOptions> curl_options(const HttpPolicy& policy, const Template::Lookup& lookup,
                                     const AllowedHosts& allowed);

}  // namespace squall

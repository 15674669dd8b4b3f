// The control API as an OpenAPI document.
#pragma once

#include <string>

namespace squall {

/// JSON, OpenAPI 3.1.
std::string openapi_document();

}  // namespace squall

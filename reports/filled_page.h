// A page of reports/html (built into the binary) with its data inside.
#pragma once

#include <string>

#include "reports/html/page.h"

namespace squall {

/// One self-contained file: it needs no network and opens from disk. No text of `json` can script
/// or restyle it.
std::string filled_page(const PageTemplate& page, const std::string& json);

}  // namespace squall

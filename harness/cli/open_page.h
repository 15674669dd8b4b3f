// Opens a page in the reader's browser.
#pragma once

#include <string>

#include "harness/core/error.h"

namespace squall {

/// Starts a program of $BROWSER (names with colons between them, as sensible-browser has it), or
/// else xdg-open, and does not wait for it. `page`: a file or an address. An error says what to
/// install.
Result<void> open_page(const std::string& page);

}  // namespace squall

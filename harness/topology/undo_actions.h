// Undoing what outlives processes: a request, a command. The harness heals by these, and so do the
// reaper and `squall cleanup`.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "harness/core/error.h"
#include "harness/model/undo.h"

namespace squall {

/// "PUT http://127.0.0.1:5984/… answered 200". An answer that is no 2xx is an error.
Result<std::string> send_undo(const UndoCall& call);

/// "sh undo.sh ended with exit code 0". Anything else is an error; after 10 s it is killed.
Result<std::string> run_undo(const std::vector<std::string>& argv,
                             const std::filesystem::path& folder);

}  // namespace squall

// One run at a time: locks that the kernel gives back when their holders are gone.
#pragma once

#include <filesystem>
#include <stop_token>
#include <string>

#include "harness/core/error.h"
#include "harness/core/fd.h"
#include "harness/core/time.h"

namespace squall {

/// Locks `path` (which need not be a file that can be written: the lock lies in the user's runtime
/// folder) for `purpose`. Waits for up to `patience` while another process holds it; if that one
/// is dead, a few seconds in any case, as its reaper is still clearing up. The lock is held as
/// long as the descriptor, or a copy of it in another process, is open. The error names the
/// process that holds it.
Result<Fd> lock_path(const std::filesystem::path& path, const std::string& purpose,
                     Nanoseconds patience, std::stop_token stop);

}  // namespace squall

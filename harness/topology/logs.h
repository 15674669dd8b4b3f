// The nodes' own logs: their last lines for errors, what they say around a fault, and their final
// form in the run's folder.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "harness/core/mask.h"

namespace squall {

/// The last lines of the file, as valid UTF-8, each of at most 500 bytes.
std::vector<std::string> log_tail(const std::filesystem::path& file, std::size_t lines = 15);

/// What a log says during and after something that it did not say before: whole lines without
/// secrets, as valid UTF-8, each of at most 300 bytes. A line was said before if the first 40
/// letters of one in the 256 KiB before are the same; each is shown once.
struct LogAround {
  std::vector<std::string> during;  ///< At most 10, of the first MiB.
  std::vector<std::string> after;   ///< At most 5, of the first 64 KiB.
  std::uintmax_t other_bytes = 0;   ///< What else it said during it.
};

/// `from` and `until`: how long the file was when it began and when it was over. A line belongs to
/// where it begins.
LogAround log_around(const std::filesystem::path& file, std::uintmax_t from, std::uintmax_t until,
                     const SecretMask& mask);

/// Gives every *.log file of the folder its final form: the first MiB and the last 4 MiB with a
/// line in between that says how much was left out, and without secrets.
void trim_logs(const std::filesystem::path& folder, const SecretMask& mask);

}  // namespace squall

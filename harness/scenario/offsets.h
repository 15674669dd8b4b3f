// Files of recorded offsets, for `arrival = "replay"`.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/time.h"
#include "harness/scenario/document.h"
#include "harness/scenario/findings.h"
#include "harness/scenario/load.h"

namespace squall {

/// One offset a line, ascending: a duration ("1.5s"), or seconds ("1.5"); blank lines and what
/// follows a `#` are skipped. Mistakes are reported in `file`, the first 20 of them.
std::vector<Nanoseconds> parse_offsets(std::string_view text, const std::string& file,
                                       Findings& findings);

using OffsetsByName = std::map<std::string, std::shared_ptr<const std::vector<Nanoseconds>>>;

/// Reads the `offsets` file of every [[load]] that has one, relative to the file that
/// names it (`folder`: where --set does), and gives it the
/// name under which it is `attached` to the scenario as resolved.
OffsetsByName attach_offsets(TomlNode& scenario, const std::filesystem::path& folder,
                             std::vector<AttachedFile>& attached, Findings& findings);

}  // namespace squall

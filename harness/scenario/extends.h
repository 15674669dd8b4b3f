// A scenario or topology file on top of the files that it extends.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "harness/scenario/document.h"
#include "harness/scenario/findings.h"

namespace squall {

struct ExtendedDocument {
  TomlNode root;                   ///< Merged, with names filled in and without `extends`.
  std::vector<std::string> files;  ///< As they were named: the file itself first.
};

/// `text`, if there is one, stands for what is in `file`. Each file is merged over those that it
/// extends, and of these a later one over an earlier one: tables by key, lists of tables by name.
/// nullopt: one of them cannot be read.
std::optional<ExtendedDocument> read_extended_document(
    const std::filesystem::path& file, Findings& findings,
    const std::optional<std::string>& text = std::nullopt);

}  // namespace squall

// Secrets in the files: where they come from, and what is written down in their place.
#pragma once

#include <string>
#include <vector>

#include "harness/scenario/document.h"
#include "harness/scenario/findings.h"
#include "harness/scenario/load.h"

namespace squall {

inline constexpr std::string_view kMasked = "***";

/// Replaces every ${env:NAME} by its value, which becomes a secret. A variable that is not set is
/// reported. [[flavour]] is left alone: its folders are expanded by themselves.
void expand_environment(TomlNode& root, const EnvironmentLookup& environment, Findings& findings,
                        std::vector<std::string>& secrets);

/// The same for one text that is not secret (a folder to look in); nullopt if a variable is unset.
std::optional<std::string> expand_plainly(std::string_view text,
                                          const EnvironmentLookup& environment);

/// Whether `text` still names an environment variable: one that is not set.
bool is_unset(std::string_view text);

/// Marks what must not be written down: secret variables, Authorization, cookies and the like in
/// headers, passwords in URLs. Adds their values to `secrets`.
void mark_secrets(TomlNode& root, std::vector<std::string>& secrets);

/// Masks the values of `secrets` wherever else they stand, but for what is also a name.
void mask_everywhere(TomlNode& root, const std::vector<std::string>& secrets);

}  // namespace squall

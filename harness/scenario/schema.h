// The option schemas of every fixed section of the files.
//
// These tables drive everything: what is read and with which defaults, what --set may address, the
// reference pages and the JSON Schemas. Some sections take further options from the kind that they
// name (a fault's, a probe's, …); those stand in KindTables.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "harness/model/kind.h"

namespace squall {

/// The keys at the top of each file; sections are kTable and kTableList options in them.
std::span<const Option> scenario_schema();
std::span<const Option> topology_schema();
std::span<const Option> workload_file_schema();

/// The keys of `{ status = 200, … }`, wherever it stands.
std::span<const Option> expect_schema();
/// The keys of a test in its `json`, `header` and `length`.
std::span<const Option> json_test_schema();
std::span<const Option> header_test_schema();
std::span<const Option> length_test_schema();

/// The keys of one entry of a step's `capture`.
std::span<const Option> capture_schema();

/// Parts of the schemas that more than one file uses.
std::span<const Option> workload_schema();
std::span<const Option> list_schema();

/// Every option that a driver may have; a driver's table says which of them are its own.
std::span<const Option> driver_schema();

/// A section whose keys depend on the kind that it names.
struct Extension {
  std::string_view key;     ///< The key that names the kind: "kind", "probe", "driver".
  std::string_view family;  ///< "fault", "probe", "checker", "driver": for messages.
  std::vector<Kind> kinds;  ///< All that may be named.
};

/// nullopt-like: an empty key where `fields` is not such a section.
Extension extension_of(std::span<const Option> fields, const KindTables& kinds);

/// The options that naming `kind` adds to the section's own; none for an unknown kind.
std::vector<Option> added_options(const Extension& extension, std::string_view kind);

/// Written by squall, and not by people.
bool is_internal(const Option& option);

const Option* find_option(std::span<const Option> options, std::string_view name);

}  // namespace squall

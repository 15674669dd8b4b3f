// The file formats, written out from the option schemas: pages for people, JSON Schema for editors.
#pragma once

#include <string>

#include "harness/model/kind.h"

namespace squall {

/// scenarios/REFERENCE.md: every section of scenario, topology and workload files, and every kind.
std::string reference_markdown(const KindTables& kinds);

/// What it says of the sections called `name`: "gate" is [[gate]], "fault" [[phase.fault]]; empty:
/// there are none.
std::string reference_section(const KindTables& kinds, std::string_view name);

/// JSON Schema, draft 2020-12, of the files (TOML editors take it too).
std::string scenario_json_schema(const KindTables& kinds);
std::string topology_json_schema(const KindTables& kinds);

/// What a value of this type is, in a word or two: "duration", "true or false".
std::string_view type_text(OptionType type);

}  // namespace squall

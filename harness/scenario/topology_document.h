// The topology's document: its file over those that it extends, with the chosen flavour and the
// workload files put in.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "harness/scenario/document.h"
#include "harness/scenario/findings.h"
#include "harness/scenario/load.h"

namespace squall {

struct TopologyDocument {
  TomlNode root;
  std::filesystem::path file;      ///< Of the topology itself, also for a resolved one.
  std::string flavour;             ///< The one that was merged in; empty: none.
  bool resolved = false;           ///< Written by squall: nothing is merged, no file is looked for.
  bool complete = true;            ///< False: a part could not be read, so names may be missing.
  std::vector<std::string> files;  ///< All that were read, in order.
};

/// Reads and merges. `named_at` is where the file is named, for when there is none; it may be no
/// place. `forced_flavour` is that of `--set flavour=NAME`, or nullptr.
TopologyDocument read_topology_document(const std::filesystem::path& file, const Position& named_at,
                                        const TomlNode* forced_flavour, const LoadRequest& request,
                                        Findings& findings);

/// Gives variables of the topology the values of [variables] in a scenario.
void give_variables(const TomlNode& scenario, TopologyDocument& document, Findings& findings);

/// Whether this machine has what the flavour NAME of the topology in `file` needs; true if there is
/// no such file or flavour: what is wrong with that is found where it is read.
bool has_flavour(const std::filesystem::path& file, const std::string& name,
                 const LoadRequest& request);

}  // namespace squall

// A JSON document as the tree that files are read from, so that their readers read it too.
#pragma once

#include <boost/json/value.hpp>
#include <string>

#include "harness/scenario/document.h"
#include "harness/scenario/findings.h"

namespace squall {

/// Every node's Position::file is its path in the document, "options.delay", behind `prefix`. Null
/// and numbers that TOML cannot hold are reported, and so is what is nested too deeply.
TomlNode to_document(const boost::json::value& value, const std::string& prefix,
                     Findings& findings);

}  // namespace squall

#include "harness/scenario/schema.h"

#include <algorithm>

#include "harness/scenario/schema_faults.h"
#include "harness/scenario/schema_tables.h"

namespace squall {
namespace {

void append(std::vector<Kind>& all, std::span<const Kind> kinds) {
  all.insert(all.end(), kinds.begin(), kinds.end());
}

}  // namespace

Extension extension_of(std::span<const Option> fields, const KindTables& kinds) {
  Extension extension;
  if (fields.data() == schema::kFault.data() || fields.data() == schema::kRandomFault.data()) {
    extension = {"kind", "fault", {}};
    append(extension.kinds, kinds.faults);
    append(extension.kinds, kinds.toxics);
  } else if (fields.data() == schema::kHypothesis.data() ||
             fields.data() == schema::kReady.data() || fields.data() == schema::kProof.data() ||
             fields.data() == schema::kPrimary.data()) {
    extension = {"probe", "probe", {}};
    append(extension.kinds, kinds.probes);
  } else if (fields.data() == schema::kProbe.data()) {
    extension = {"kind", "probe", {}};
    append(extension.kinds, kinds.probes);
  } else if (fields.data() == schema::kChecker.data()) {
    extension = {"kind", "checker", {}};
    append(extension.kinds, kinds.checkers);
  } else if (fields.data() == schema::kService.data()) {
    extension = {"driver", "driver", {}};
    append(extension.kinds, kinds.drivers);
  } else if (fields.data() == schema::kLoad.data()) {
    extension = {"arrival", "arrival", {}};
    append(extension.kinds, kinds.arrivals);
  }
  return extension;
}

std::vector<Option> added_options(const Extension& extension, std::string_view kind_name) {
  const Kind* kind = find_kind(extension.kinds, kind_name);
  if (kind == nullptr) return {};
  std::vector<Option> added(kind->options.begin(), kind->options.end());
  if (extension.family != "driver") return added;
  // The driver says which options are its own; what stands in them is known here.
  for (Option& option : added) {
    const Option* known = find_option(driver_schema(), option.name);
    if (known == nullptr) continue;
    const bool required = option.required;
    option = *known;
    option.required = required;
  }
  return added;
}

bool is_internal(const Option& option) { return option.name == "resolved"; }

const Option* find_option(std::span<const Option> options, std::string_view name) {
  const auto it = std::find_if(options.begin(), options.end(),
                               [&](const Option& option) { return option.name == name; });
  return it == options.end() ? nullptr : &*it;
}

}  // namespace squall

#include "harness/cli/kind_tables.h"

#include "harness/analysis/checkers/kinds.h"
#include "harness/faults/kinds.h"
#include "harness/load/kinds.h"
#include "harness/proxy/kinds.h"
#include "harness/scenario/lookup.h"
#include "harness/topology/drivers/kinds.h"
#include "probes/kinds.h"
#include "reports/kinds.h"

namespace squall {

KindTables all_kinds() {
  KindTables tables;
  tables.faults = kFaultKinds;
  tables.toxics = kToxicKinds;
  tables.probes = kProbeKinds;
  tables.checkers = kCheckerKinds;
  tables.drivers = kDriverKinds;
  tables.arrivals = kArrivalKinds;
  tables.reporters = kReporterKinds;
  return tables;
}

LoadRequest load_request(const std::string& file) {
  LoadRequest request;
  request.file = file;
  request.environment = process_environment();
  request.find_program = path_finder(request.environment);
  return request;
}

}  // namespace squall

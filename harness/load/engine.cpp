#include "harness/load/engine.h"

namespace squall {

Result<std::unique_ptr<LoadEngine>> make_load_engine(LoadSetup, AttemptSink&, LoadObserver&) {
  return fail("the load engine is not built yet");
}

}  // namespace squall

#include "harness/load/engine.h"

#include "harness/load/loop_engine.h"

namespace squall {

Result<std::unique_ptr<LoadEngine>> make_load_engine(LoadSetup setup, AttemptSink& sink,
                                                     LoadObserver& observer) {
  auto engine = std::make_unique<LoopEngine>(std::move(setup), sink, observer);
  if (auto prepared = engine->prepare(); !prepared) return tl::unexpected(prepared.error());
  return engine;
}

}  // namespace squall

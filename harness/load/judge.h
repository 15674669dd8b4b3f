// Judges answers: whether one is what its step expects, and what it gives to later steps.
#pragma once

#include <string>

#include "harness/http/answer.h"
#include "harness/load/compiled_load.h"
#include "harness/load/recorder.h"
#include "harness/load/transport.h"
#include "harness/load/walk.h"

namespace squall {

struct Judgement {
  ErrorClass error = ErrorClass::kNone;  ///< kNone: the answer is as expected.
  std::string reason;
  bool answered = false;  ///< There is a whole answer.
  bool rejected = false;  ///< It proves that nothing was done.
};

class Judge {
 public:
  /// Bodies that have to be read are kept up to this size; a longer one is an error. Of others,
  /// the start is kept for examples of failures.
  static constexpr std::size_t kMaxBody = std::size_t{16} << 20;
  static constexpr std::size_t kExampleBody = 4096;

  explicit Judge(Recorder& recorder) : recorder_(recorder) {}

  /// Of an answer that is as expected, takes the captures into the walk; of any, the hash of the
  /// value that was read into the exchange's record, or that the key has none.
  Judgement judge(const CompiledLoad& load, const CompiledStep& step, Exchange& exchange,
                  const Received& received);

 private:
  std::string take_captures(const CompiledStep& step, Walk& walk, Answer& answer);

  Recorder& recorder_;
  JsonScratch scratch_;
};

}  // namespace squall

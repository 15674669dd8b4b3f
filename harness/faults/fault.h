// A fault: something broken on purpose, with its undo, its proof and its healing.
//
// The order is fixed: undo() is put into the ledger on disk, then inject(), then evidence(), and
// heal() on every way out, in reverse order of injection.
#pragma once

#include <stop_token>
#include <string>

#include "harness/core/error.h"
#include "harness/model/undo.h"

namespace squall {

/// The independent proof that a fault took effect: seen from outside the mechanism that injected.
struct FaultProof {
  bool confirmed = false;
  std::string what;  ///< "pid 4711 is gone; 127.0.0.1:40001 refuses connections"
};

class Fault {
 public:
  virtual ~Fault() = default;

  /// What undoes it if the harness dies; changes nothing, and is called right before inject().
  virtual Undo undo() const = 0;
  /// What was done, for a person. An error: the fault could not be injected.
  virtual Result<std::string> inject() = 0;
  /// Looks for the proof until it stands, or for a second.
  virtual FaultProof evidence(std::stop_token stop) = 0;
  /// What was done. Safe to call whether or not inject() succeeded, and more than once.
  virtual Result<std::string> heal(std::stop_token stop) = 0;
};

}  // namespace squall

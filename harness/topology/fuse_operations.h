// What the kernel asks a slow disk (FUSE), done to the folder beneath.
#pragma once

#include <string>

#include "harness/topology/disk_delay.h"

namespace squall {

struct Backing {
  int folder;  ///< A descriptor.
  DiskDelayer delayer;
};

/// Mounts on `folder` and serves until it is unmounted; the exit code. What is wrong goes to
/// stderr.
int serve_fuse(const std::string& folder, Backing& backing);

}  // namespace squall

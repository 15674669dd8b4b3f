// Whether the kernel could shape packets (netem), which no fault uses so far: links are broken by a
// proxy.
#pragma once

namespace squall {

/// Whether sch_netem is loaded, or stands among the running kernel's modules.
bool kernel_has_netem();

}  // namespace squall

// Makes the calling thread one that wakes up on time, as far as its user may.
#pragma once

namespace squall {

/// - Its timers end when they are due, and not up to 50 us later (timer slack).
/// - It asks for slices of 0.1 ms, the shortest there are: from Linux 6.12 on, the scheduler then
///   prefers it to threads with longer ones when it wakes up, at no cost to its share of the
///   machine.
/// - It is a little less nice than others, where the user may raise priorities (root may).
///
/// What the kernel does not know or allow is left out in silence: how late starts were is measured
/// and stands in the report.
void make_this_thread_keen();

}  // namespace squall

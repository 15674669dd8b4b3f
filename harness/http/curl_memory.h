// Memory for libcurl, which allocates and frees some 35 blocks for each request, and among them one
// of 16 KiB.
#pragma once

namespace squall {

/// Sets up libcurl's global state with an allocator that keeps what is freed for the next request:
/// for each thread and each size a few hundred blocks. (The C library takes such sizes out of its
/// heap, and puts them back, each time; it costs a tenth of a request.)
void use_kept_memory();

}  // namespace squall

// How much memory a worker keeps for the next request. A worker serves many sessions, and one large one must
// not cost it that much memory for the rest of its life.
#pragma once

#include <cstddef>

namespace usersync {

// Of each buffer. Memory given back to the heap at every close costs a page fault per 4 KiB when it is needed
// again, so buffers of usual sizes stay.
inline constexpr std::size_t kKeptMemory = std::size_t{1} << 20;

template <class Buffer>
bool is_kept(const Buffer& buffer) noexcept {
  return buffer.capacity() <= kKeptMemory;
}

// Frees a buffer that is larger than what is kept. Contents are lost then; secrets are wiped by the caller
// before.
template <class Buffer>
void free_if_large(Buffer& buffer) noexcept {
  if (!is_kept(buffer)) Buffer().swap(buffer);
}

}  // namespace usersync

// What a forked child must know: that it is one, and which descriptors it may not keep.
#pragma once

#include <cstdint>

namespace usersync {

// Changes in every forked child, never in the process itself: whoever remembers it at the time of a grant or
// a connection can tell, without a system call, that both now belong to the parent.
std::uint32_t fork_generation() noexcept;

// Descriptors that a child closes at once (an open-file-description lock lives as long as any copy of its
// descriptor). Call when no other thread forks between open() and this; both are cheap and thread safe.
void close_in_child(int fd) noexcept;
void keep_in_child(int fd) noexcept;  // undo, before close()

}  // namespace usersync

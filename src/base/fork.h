// What a forked child must know: that it is one, and which descriptors it may not keep.
#pragma once

#include <cstdint>

namespace usersync {

// Changes in every forked child, never in the process itself. A grant or a connection that remembers it
// belongs to the parent when the number has changed. No system call.
std::uint32_t fork_generation() noexcept;

// A child closes this descriptor as soon as it starts: an open-file-description lock lives as long as any
// copy of its descriptor. Call when no other thread forks between open() and this. Any number of descriptors;
// thread safe. False: out of memory, and a child would keep the descriptor.
[[nodiscard]] bool close_in_child(int fd) noexcept;
void keep_in_child(int fd) noexcept;  // undo, before close()

}  // namespace usersync

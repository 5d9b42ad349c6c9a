// What the script called to get here, where PHP does not say it to a save handler.
#pragma once

namespace usersync {

// True while session_start(['read_and_close' => true]) is opening: such a session is never written, so no
// lock is needed. Looks through userland handlers that wrap this one. False under session.auto_start, which
// has no frame.
bool called_to_read_and_close() noexcept;

// True while session_regenerate_id() closes one session and opens the one that continues it.
bool called_to_regenerate() noexcept;

}  // namespace usersync

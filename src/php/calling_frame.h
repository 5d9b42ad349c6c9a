// Which session function the script called: PHP does not pass that to a save handler.
#pragma once

namespace usersync {

// True while session_start(['read_and_close' => true]) opens a session: it is never written, so it needs no
// lock. Also found below a handler in PHP that wraps this one. False under session.auto_start, which has no
// frame.
bool called_to_read_and_close() noexcept;

// True while session_regenerate_id() closes the old session and opens the new one.
bool called_to_regenerate() noexcept;

}  // namespace usersync

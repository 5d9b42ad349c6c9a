// session.save_handler=usersync: the nine callbacks of PHP's session module.
#pragma once

namespace usersync {

bool register_save_handler() noexcept;

}  // namespace usersync

// session.save_handler=usersync: the nine callbacks that PHP's session module calls.
#pragma once

namespace usersync {

bool register_save_handler() noexcept;

}  // namespace usersync

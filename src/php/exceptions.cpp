#include "php/exceptions.h"

namespace usersync {

Classes classes;

zend_class_entry* exception_class_for(Code code) noexcept {
  switch (code) {
    case Code::no_keyring:
    case Code::unsafe_file:
    case Code::bad_key:
    case Code::unknown_key:
    case Code::plaintext:
      return classes.keyring_exception;
    case Code::unavailable:
    case Code::timed_out:
    case Code::denied:
    case Code::read_only:
    case Code::full:
    case Code::too_large:
    case Code::corrupt:
    case Code::lock_timeout:
    case Code::too_many_waiters:
    case Code::interrupted:
    case Code::conflict:
    case Code::forked:
      return classes.storage_exception;
    default:
      return classes.exception;
  }
}

}  // namespace usersync

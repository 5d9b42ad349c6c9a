// The boundary between Zend and the core: copy in, compute, copy out, never interleaved.
//
// zend_bailout() is a longjmp and skips destructors, and even a warning can jump when its handler runs out of
// memory or time. So a function that talks to Zend owns nothing with a destructor; compute() runs the core
// and lets nothing but a plain Error out; what the core produced lies in the Request, which post_deactivate
// frees; and errors are reported last, when nothing is held any more.
#pragma once

#include <new>
#include <string_view>
#include <type_traits>

#include "base/bytes.h"
#include "base/error.h"
#include "php/php_compat.h"

namespace usersync {

static_assert(std::is_trivially_destructible_v<Error>, "an Error may stay on the stack across a longjmp");

// `body` returns an Error and makes no Zend call. This is the one catch-all of the extension.
template <class Body>
Error compute(Body&& body) noexcept {
  try {
    return body();
  } catch (const std::bad_alloc&) {
    return Error{Msg::out_of_memory};
  } catch (...) {
    return Error{Msg::internal_error, "an unexpected C++ exception"};
  }
}

inline std::string_view text_of(const zend_string* text) noexcept { return {ZSTR_VAL(text), ZSTR_LEN(text)}; }
inline View view_of(const zend_string* text) noexcept { return usersync::view_of(text_of(text)); }

inline constexpr std::size_t kLongestMessage = 1024;  // bytes, with the terminator

// The last act of a callback. May not return: hold nothing.
void report(int level, const Error& error);
inline void warn(const Error& error) { report(E_WARNING, error); }

// Likewise for functions: the exception class follows from the code.
void throw_exception(const Error& error);

zend_string* to_zend_string(View bytes);  // may not return: hold nothing

}  // namespace usersync

// Module entry: what PHP calls when the module is loaded and unloaded, and after each request.
#include "crypto/openssl.h"
#include "php/boundary.h"
#include "php/exceptions.h"
#include "php/info.h"
#include "php/request.h"
#include "php/save_handler.h"
#include "php/settings/ini.h"
#include "php/settings/keyrings.h"
#include "php/settings/networks_files.h"

// The generated code is C: it assigns void* without a cast and has unused parameters.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-parameter"
#define zend_hash_str_find_ptr(...) static_cast<zend_function*>(zend_hash_str_find_ptr(__VA_ARGS__))
#include "stubs/usersync_arginfo.h"
#undef zend_hash_str_find_ptr
#pragma GCC diagnostic pop

ZEND_DECLARE_MODULE_GLOBALS(usersync)

using namespace usersync;

static void register_classes() {
  classes.exception = register_class_UserSync_UserSyncException(zend_ce_exception);
  classes.error = register_class_UserSync_UserSyncError(zend_ce_error);
  classes.keyring_exception = register_class_UserSync_KeyringException(classes.exception);
  classes.storage_exception = register_class_UserSync_StorageException(classes.exception);
  classes.rate_limit_exception = register_class_UserSync_RateLimitException(classes.exception);
  classes.invalid_token_exception = register_class_UserSync_InvalidTokenException(classes.exception);
  classes.token_error = register_class_UserSync_TokenError();
  classes.code_result = register_class_UserSync_CodeResult();
}

static PHP_MINIT_FUNCTION(usersync) {
  (void)type;
  const Error error = compute([]() -> Error {
    const Status started = crypto_start();
    return started ? Error{} : started.error();
  });
  if (error) {
    report(E_CORE_WARNING, error);
    return FAILURE;
  }
  register_ini(module_number);
  register_usersync_symbols(module_number);
  register_classes();
  if (!register_save_handler()) {
    report(E_CORE_WARNING, Error{Msg::no_room_for_handler});
    return FAILURE;
  }
  return SUCCESS;
}

static PHP_MSHUTDOWN_FUNCTION(usersync) {
  (void)type;
  unregister_ini(module_number);
  forget_keyrings();
  forget_networks();
  crypto_stop();
  return SUCCESS;
}

static PHP_MINFO_FUNCTION(usersync) { print_info(zend_module); }

static PHP_GINIT_FUNCTION(usersync) {
#if defined(COMPILE_DL_USERSYNC) && defined(ZTS)
  ZEND_TSRMLS_CACHE_UPDATE();
#endif
  memset(usersync_globals, 0, sizeof(*usersync_globals));
}

static PHP_GSHUTDOWN_FUNCTION(usersync) { end_worker(usersync_globals->worker, usersync_globals->request); }

static ZEND_MODULE_POST_ZEND_DEACTIVATE_D(usersync) {
  end_request();
  return SUCCESS;
}

static const zend_module_dep kDependencies[] = {ZEND_MOD_REQUIRED("session") ZEND_MOD_END};

zend_module_entry usersync_module_entry = {STANDARD_MODULE_HEADER_EX,
                                           nullptr,
                                           kDependencies,
                                           "usersync",
                                           ext_functions,
                                           PHP_MINIT(usersync),
                                           PHP_MSHUTDOWN(usersync),
                                           nullptr,
                                           nullptr,
                                           PHP_MINFO(usersync),
                                           PHP_USERSYNC_VERSION,
                                           PHP_MODULE_GLOBALS(usersync),
                                           PHP_GINIT(usersync),
                                           PHP_GSHUTDOWN(usersync),
                                           ZEND_MODULE_POST_ZEND_DEACTIVATE_N(usersync),
                                           STANDARD_MODULE_PROPERTIES_EX};

#ifdef COMPILE_DL_USERSYNC
#ifdef ZTS
ZEND_TSRMLS_CACHE_DEFINE()
#endif
extern "C" {
ZEND_GET_MODULE(usersync)
}
#endif

/* What a static PHP build includes from C. */
#ifndef PHP_USERSYNC_H
#define PHP_USERSYNC_H

#include "php.h"

#ifdef __cplusplus
extern "C" {
#endif

extern zend_module_entry usersync_module_entry;
#define phpext_usersync_ptr &usersync_module_entry

#define PHP_USERSYNC_VERSION "0.1.0"

/* Plain data only: a thread's copy is made with memset and freed without a destructor. The globals own both
 * pointers: `worker` from its first use in this thread to GSHUTDOWN, `request` from its first use in this request
 * to post_deactivate. RSHUTDOWN would be too early: ours runs before the session module's, which writes the session. */
ZEND_BEGIN_MODULE_GLOBALS(usersync)
	void *worker;
	void *request;

	char *store;
	char *keyring;
	char *networks;
	char *scope;
	char *prefix;
	char *encryption;
	char *lock;
	char *lock_failure;
	char *trusted_proxies;
	double lock_wait;
	double connect_timeout;
	double timeout;
	zend_long lock_ttl;
	zend_long lock_waiters;
	zend_long touch_interval;
	zend_long absolute_lifetime;
	zend_long max_size;
	zend_long gc_divisor;
	zend_long max_connections;
	zend_long idle_close;
	bool store_empty;
	bool persistent;
	bool refused_at_start;   /* usersync.store holds a password: no session starts until it is removed */
	bool refused_at_runtime;
	bool keyring_emptied;    /* usersync.keyring is set, and empty: no session starts without its keys */
ZEND_END_MODULE_GLOBALS(usersync)

#ifdef __cplusplus
}
#endif

/* Outside of extern "C": zend.h declares the same with the linkage of the language it is included from. */
#if defined(ZTS) && defined(COMPILE_DL_USERSYNC)
ZEND_TSRMLS_CACHE_EXTERN()
#endif

#endif /* PHP_USERSYNC_H */

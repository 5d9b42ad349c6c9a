dnl The build. One explicit list of sources, grouped by floor, in the same order as config.w32; tests/lint/sources
dnl proves that both lists and the tree agree, and writes them anew with --fix.

PHP_ARG_ENABLE([usersync],
  [whether to enable usersync],
  [AS_HELP_STRING([--enable-usersync], [Enable the usersync session save handler])],
  [yes])

PHP_ARG_WITH([usersync-openssl],
  [for OpenSSL, used by usersync],
  [AS_HELP_STRING([[--with-usersync-openssl[=DIR]]], [usersync: OpenSSL 3.0 or later, installed in DIR])],
  [yes],
  [no])

PHP_ARG_WITH([usersync-sqlite],
  [for SQLite, used by usersync],
  [AS_HELP_STRING([[--with-usersync-sqlite[=DIR]]], [usersync: SQLite 3, installed in DIR])],
  [yes],
  [no])

PHP_ARG_ENABLE([usersync-redis],
  [whether usersync has the Redis store],
  [AS_HELP_STRING([--disable-usersync-redis], [usersync: leave the Redis store out])],
  [yes],
  [no])

PHP_ARG_WITH([usersync-mariadb],
  [for MariaDB Connector/C, used by usersync],
  [AS_HELP_STRING([[--with-usersync-mariadb[=DIR]]], [usersync: MariaDB Connector/C, installed in DIR; "no" leaves the MySQL and WordPress stores out])],
  [yes],
  [no])

PHP_ARG_ENABLE([usersync-werror],
  [whether usersync treats warnings as errors],
  [AS_HELP_STRING([--enable-usersync-werror], [usersync: for its developers, -Wall -Wextra -Werror])],
  [no],
  [no])

PHP_ARG_ENABLE([usersync-asan],
  [whether usersync is built with sanitizers],
  [AS_HELP_STRING([--enable-usersync-asan], [usersync: for its developers, AddressSanitizer and UndefinedBehaviorSanitizer])],
  [no],
  [no])

PHP_ARG_ENABLE([usersync-debug],
  [whether usersync checks itself while it runs],
  [AS_HELP_STRING([--enable-usersync-debug], [usersync: for its developers, assertions (src/base/assert.h)])],
  [no],
  [no])

dnl USERSYNC_REQUIRE(what --with says, pkg-config module, at least, Debian package, the switch)
dnl Adds the library's flags to USERSYNC_FLAGS and USERSYNC_SHARED_LIBADD. DIR is a prefix, or a directory of .pc files.
AC_DEFUN([USERSYNC_REQUIRE], [
  usersync_pc_path=$PKG_CONFIG_PATH
  if test "$1" = "no"; then
    AC_MSG_ERROR([usersync cannot be built without $2 ($5)])
  elif test "$1" != "yes"; then
    usersync_pc_path=
    for usersync_dir in "$1" "$1"/lib/pkgconfig "$1"/lib64/pkgconfig "$1"/lib/*/pkgconfig; do
      if test -f "$usersync_dir/$2.pc"; then usersync_pc_path="$usersync_dir:$PKG_CONFIG_PATH"; fi
    done
    if test -z "$usersync_pc_path"; then
      AC_MSG_ERROR([$5=$1: no $2.pc there, nor in lib/pkgconfig below it])
    fi
  fi
  AC_MSG_CHECKING([for $2 >= $3])
  if PKG_CONFIG_PATH=$usersync_pc_path $PKG_CONFIG --atleast-version=$3 $2 2>/dev/null; then
    usersync_version=`PKG_CONFIG_PATH=$usersync_pc_path $PKG_CONFIG --modversion $2`
    usersync_cflags=`PKG_CONFIG_PATH=$usersync_pc_path $PKG_CONFIG --cflags $2`
    dnl Some modules name the system's own library directory: it needs no -L, and must not become an rpath.
    usersync_libs=`PKG_CONFIG_PATH=$usersync_pc_path $PKG_CONFIG --libs $2 | $SED 's@-L/usr/lib[[^ ]]*@@g'`
    AC_MSG_RESULT([$usersync_version])
    USERSYNC_FLAGS="$USERSYNC_FLAGS $usersync_cflags"
    PHP_EVAL_LIBLINE([$usersync_libs], [USERSYNC_SHARED_LIBADD])
  else
    AC_MSG_RESULT([no])
    AC_MSG_ERROR([usersync needs $2 $3 or later, and pkg-config does not find it. Debian: apt-get install $4. Elsewhere: name its directory with $5=DIR])
  fi
])

if test "$PHP_USERSYNC" != "no"; then
  if test -z "$PKG_CONFIG"; then
    AC_PATH_PROG([PKG_CONFIG], [pkg-config], [no])
  fi
  if test "$PKG_CONFIG" = "no"; then
    AC_MSG_ERROR([usersync finds its libraries by pkg-config, which is missing. Debian: apt-get install pkg-config])
  fi

  PHP_REQUIRE_CXX()
  PHP_CXX_COMPILE_STDCXX([20], [mandatory], [USERSYNC_STDCXX])

  USERSYNC_FLAGS="$USERSYNC_STDCXX -fvisibility=hidden -I@ext_srcdir@/src -I@ext_srcdir@"
  USERSYNC_FLAGS="$USERSYNC_FLAGS -DZEND_ENABLE_STATIC_TSRMLS_CACHE=1"

  USERSYNC_REQUIRE([$PHP_USERSYNC_OPENSSL], [openssl], [3.0], [libssl-dev], [--with-usersync-openssl])
  USERSYNC_REQUIRE([$PHP_USERSYNC_SQLITE], [sqlite3], [3.35], [libsqlite3-dev], [--with-usersync-sqlite])

  USERSYNC_SOURCES="
    src/usersync.cpp
    src/php/boundary.cpp
    src/php/calling_frame.cpp
    src/php/exceptions.cpp
    src/php/functions/at_rest.cpp
    src/php/functions/browser.cpp
    src/php/functions/client_address.cpp
    src/php/functions/configure.cpp
    src/php/functions/email.cpp
    src/php/functions/keys.cpp
    src/php/functions/logins.cpp
    src/php/functions/logout.cpp
    src/php/functions/networks.cpp
    src/php/functions/networks_of.cpp
    src/php/functions/pairing.cpp
    src/php/functions/sessions.cpp
    src/php/functions/token_exception.cpp
    src/php/functions/tokens.cpp
    src/php/functions/user_arguments.cpp
    src/php/functions/user_index.cpp
    src/php/functions/users.cpp
    src/php/info.cpp
    src/php/request.cpp
    src/php/save_handler.cpp
    src/php/settings/ini.cpp
    src/php/settings/keyrings.cpp
    src/php/settings/networks_files.cpp
    src/php/settings/opening.cpp
    src/php/values/copy_out.cpp
    src/php/values/options.cpp
    src/php/worker.cpp
    src/session/buffers.cpp
    src/session/contents.cpp
    src/session/plaintext.cpp
    src/session/session.cpp
    src/sync/browser/client_ip.cpp
    src/sync/browser/state.cpp
    src/sync/email/address.cpp
    src/sync/email/code.cpp
    src/sync/login/login_record.cpp
    src/sync/login/logout.cpp
    src/sync/login/subject_record.cpp
    src/sync/login/subjects.cpp
    src/sync/login/user_record.cpp
    src/sync/login/user_sessions.cpp
    src/sync/network/network.cpp
    src/sync/network/networks.cpp
    src/sync/network/networks_file.cpp
    src/sync/network/origin.cpp
    src/sync/network/return_url.cpp
    src/sync/network/site_url.cpp
    src/sync/pairing/invitation.cpp
    src/sync/pairing/pairing.cpp
    src/sync/record/held_record.cpp
    src/sync/record/keyed_record.cpp
    src/sync/record/rate_limit.cpp
    src/sync/record/sealed_record.cpp
    src/sync/token/claims.cpp
    src/sync/token/generate.cpp
    src/sync/token/keys.cpp
    src/sync/token/profile.cpp
    src/sync/token/refusal.cpp
    src/sync/token/verify.cpp
    src/store/address/dsn.cpp
    src/store/address/dsn_parts.cpp
    src/store/address/dsn_password.cpp
    src/store/address/port.cpp
    src/store/open.cpp
    src/store/pool.cpp
    src/store/random_pool.cpp
    src/store/sqlite/alarm.cpp
    src/store/sqlite/collect.cpp
    src/store/sqlite/connection.cpp
    src/store/sqlite/database.cpp
    src/store/sqlite/directory.cpp
    src/store/sqlite/execution.cpp
    src/store/sqlite/files.cpp
    src/store/sqlite/fork_guard.cpp
    src/store/sqlite/lock.cpp
    src/store/sqlite/schema.cpp
    src/store/sqlite/sqlite.cpp
    src/store/store.cpp
    src/crypto/aead.cpp
    src/crypto/aes_gcm.cpp
    src/crypto/challenge.cpp
    src/crypto/digest.cpp
    src/crypto/envelope.cpp
    src/crypto/key_file.cpp
    src/crypto/keyring/keyring.cpp
    src/crypto/keyring/keyring_file.cpp
    src/crypto/keyring/tenant_keys.cpp
    src/crypto/names.cpp
    src/crypto/openssl.cpp
    src/crypto/paseto/footer.cpp
    src/crypto/paseto/paserk.cpp
    src/crypto/paseto/paseto.cpp
    src/crypto/secret.cpp
    src/crypto/version.cpp
    src/wire/base64url.cpp
    src/wire/ids.cpp
    src/wire/ip_address.cpp
    src/wire/json.cpp
    src/wire/json_text.cpp
    src/wire/rfc3339.cpp
    src/wire/socket.cpp
    src/wire/tls.cpp
    src/base/clock.cpp
    src/base/error.cpp
    src/base/fork.cpp
    src/base/messages.cpp
    src/base/random.cpp
    src/base/secret_file.cpp
    src/base/session_id.cpp
  "

  if test "$PHP_USERSYNC_REDIS" != "no"; then
    USERSYNC_FLAGS="$USERSYNC_FLAGS -DUSERSYNC_WITH_REDIS=1"
    USERSYNC_REDIS_SOURCES="
    src/store/redis/connection.cpp
    src/store/redis/destroy.cpp
    src/store/redis/error.cpp
    src/store/redis/handshake.cpp
    src/store/redis/holder.cpp
    src/store/redis/link.cpp
    src/store/redis/lock.cpp
    src/store/redis/parent.cpp
    src/store/redis/queue.cpp
    src/store/redis/record.cpp
    src/store/redis/redis.cpp
    src/store/redis/redis_store.cpp
    src/store/redis/route/cluster.cpp
    src/store/redis/route/sentinel.cpp
    src/store/redis/route/server.cpp
    src/store/redis/route/slots.cpp
    src/store/redis/script.cpp
    src/store/redis/write.cpp
    src/wire/resp_reader.cpp
    src/wire/resp_writer.cpp
    "
    USERSYNC_SOURCES="$USERSYNC_SOURCES $USERSYNC_REDIS_SOURCES"
  fi

  if test "$PHP_USERSYNC_MARIADB" != "no"; then
    USERSYNC_REQUIRE([$PHP_USERSYNC_MARIADB], [libmariadb], [3.1], [libmariadb-dev], [--with-usersync-mariadb])
    USERSYNC_FLAGS="$USERSYNC_FLAGS -DUSERSYNC_WITH_MYSQL=1"
    USERSYNC_MYSQL_SOURCES="
    src/store/mysql/address.cpp
    src/store/mysql/client/connection.cpp
    src/store/mysql/client/errors.cpp
    src/store/mysql/client/execute.cpp
    src/store/mysql/client/gather.cpp
    src/store/mysql/client/library.cpp
    src/store/mysql/client/prepared.cpp
    src/store/mysql/client/sql_text.cpp
    src/store/mysql/connection_lock.cpp
    src/store/mysql/destroy.cpp
    src/store/mysql/layout.cpp
    src/store/mysql/link.cpp
    src/store/mysql/mysql.cpp
    src/store/mysql/mysql_store.cpp
    src/store/mysql/reader.cpp
    src/store/mysql/row_lease.cpp
    src/store/mysql/schema.cpp
    src/store/mysql/table.cpp
    src/store/mysql/write.cpp
    src/store/wp_options/layout.cpp
    src/store/wp_options/statements.cpp
    src/store/wp_options/wp_options.cpp
    "
    USERSYNC_SOURCES="$USERSYNC_SOURCES $USERSYNC_MYSQL_SOURCES"
  fi

  if test "$PHP_USERSYNC_WERROR" != "no"; then
    dnl PHP's own headers are searched as system headers: their warnings are not ours to fix.
    usersync_php_headers=`echo $INCLUDES | $SED 's@-I@-isystem @g'`
    USERSYNC_FLAGS="$USERSYNC_FLAGS -Wall -Wextra -Werror $usersync_php_headers"
  fi

  if test "$PHP_USERSYNC_ASAN" != "no"; then
    dnl The link goes by PHP's old libtool, which drops -fsanitize: the runtimes are named as libraries. PHP itself is
    dnl not instrumented, so they are preloaded to run it (bin/test does).
    USERSYNC_FLAGS="$USERSYNC_FLAGS -g -O1 -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=undefined"
    PHP_ADD_LIBRARY([asan], [1], [USERSYNC_SHARED_LIBADD])
    PHP_ADD_LIBRARY([ubsan], [1], [USERSYNC_SHARED_LIBADD])
  fi

  if test "$PHP_USERSYNC_DEBUG" != "no"; then
    USERSYNC_FLAGS="$USERSYNC_FLAGS -DUSERSYNC_DEBUG"
  fi

  PHP_ADD_LIBRARY([stdc++], [1], [USERSYNC_SHARED_LIBADD])
  PHP_NEW_EXTENSION([usersync], [$USERSYNC_SOURCES], [$ext_shared], [], [$USERSYNC_FLAGS], [yes])
  PHP_ADD_EXTENSION_DEP([usersync], [session])
  dnl Objects land beside their sources' names, so each folder of the lists has to be there.
  for usersync_room in `for f in $USERSYNC_SOURCES; do dirname $f; done | sort -u`; do
    PHP_ADD_BUILD_DIR([$ext_builddir/$usersync_room])
  done
  PHP_SUBST([USERSYNC_SHARED_LIBADD])
fi

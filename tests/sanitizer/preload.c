// Preloaded with the sanitizers' runtimes into a PHP that was not built with them (tests/sanitizer/php).
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>

// PHP opens modules with RTLD_DEEPBIND, which would hide the runtime's malloc from them; ASan refuses to go on.
void *dlopen(const char *file, int mode) {
  static void *(*next)(const char *, int);
  if (!next) next = (void *(*)(const char *, int))dlsym(RTLD_NEXT, "dlopen");
  return next(file, mode & ~RTLD_DEEPBIND);
}

// What the tests start (shells, servers) is not ours to examine.
__attribute__((constructor)) static void leave_children_alone(void) { unsetenv("LD_PRELOAD"); }

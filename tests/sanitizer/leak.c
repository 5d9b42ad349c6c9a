// A module of PHP's in name only: loading it leaks. tests/phpt/run demands that the leak is reported.
#include <stdlib.h>

static void *volatile block;

__attribute__((constructor)) static void leak(void) {
  block = malloc(64);
  block = NULL;
}

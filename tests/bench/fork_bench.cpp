// What an open sqlite store costs a fork: the handle is closed before it and opened again at the next use.
// Wall time of fork() until the child was reaped, and of the parent's next read; medians of 300. Prints,
// asserts nothing.
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <vector>

#include "store/sqlite/sqlite.h"
#include "unit/store/directory.h"

namespace usersync {
namespace {

using Micros = std::chrono::duration<double, std::micro>;

void must(bool good, const char* what) {
  if (good) return;
  std::fprintf(stderr, "%s failed\n", what);
  std::exit(1);
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

void measure(const char* title, Store* store) {
  std::vector<double> forks, reads;
  for (int i = 0; i < 300; ++i) {
    const auto begin = std::chrono::steady_clock::now();
    const pid_t pid = fork();
    if (pid == 0) _exit(0);
    must(waitpid(pid, nullptr, 0) == pid, "waitpid");
    const auto forked = std::chrono::steady_clock::now();
    if (store != nullptr) must(store->read(RecordName{}).ok(), "read");
    forks.push_back(Micros(forked - begin).count());
    reads.push_back(Micros(std::chrono::steady_clock::now() - forked).count());
  }
  std::printf("%-42s fork and wait %7.1f us   next read %7.1f us\n", title, median(forks), median(reads));
}

std::unique_ptr<Store> open(const test::Directory& directory, Counters& counters) {
  StoreConfig config;
  config.counters = &counters;
  auto store = open_sqlite(*parse_dsn("sqlite:" + directory.path()), config);
  must(store.ok(), "open_sqlite");
  return std::move(*store);
}

void fill(Store& store, int records) {
  const Bytes data(4000);
  for (int i = 0; i < records; ++i) {
    RecordName name;
    must(system_random().fill(name.bytes).ok(), "random");
    auto acquired = store.acquire(name, Terms{});
    must(acquired.ok(), "acquire");
    must(store.write(acquired->grant, data, Seconds{1440}, After::release).ok(), "write");
    store.release(acquired->grant);
  }
}

}  // namespace
}  // namespace usersync

int main() {
  using namespace usersync;
  measure("no store", nullptr);
  const test::Directory directory;
  Counters counters;
  auto store = open(directory, counters);
  measure("an open store, its log empty", store.get());
  fill(*store, 400);
  measure("an open store, its log of some MiB", store.get());
  Counters others;
  // Another process that has the store open spares the reading of the log.
  int ready[2];
  must(pipe(ready) == 0, "pipe");
  const pid_t pid = fork();
  if (pid == 0) {
    auto other = open(directory, others);
    must(other->read(RecordName{}).ok() && write(ready[1], "x", 1) == 1, "child");
    for (;;) pause();
  }
  char byte = 0;
  must(read(ready[0], &byte, 1) == 1, "ready");
  measure("the same beside another process", store.get());
  kill(pid, SIGKILL);
  waitpid(pid, nullptr, 0);
}

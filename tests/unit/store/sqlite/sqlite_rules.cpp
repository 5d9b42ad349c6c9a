// The store rules over the sqlite store, in a directory under /tmp, with a clock that rules can move.
#include "store/sqlite/sqlite.h"

#include "unit/store/bench.h"
#include "unit/store/directory.h"
#include "unit/store/moved_clock.h"

namespace usersync::test {
namespace {

class SqliteBench final : public Bench {
 public:
  std::string name() const override { return "sqlite"; }

  std::unique_ptr<Store> open(Counters& counters) override {
    StoreConfig context;
    context.clock = &clock_;
    context.counters = &counters;
    context.default_directory = directory_.path();
    auto store = open_sqlite(*parse_dsn("sqlite"), context);
    if (store) return std::move(*store);
    std::fprintf(stderr, "sqlite: %s %s\n", described(store.error()).c_str(),
                 std::string(store.error().where()).c_str());
    std::abort();
  }

  bool lease_based() const override { return false; }
  void pass(Seconds span) override { clock_.move(span); }

 private:
  Directory directory_;
  MovedClock clock_;
};

const Registered sqlite([] { return std::make_unique<SqliteBench>(); });

}  // namespace
}  // namespace usersync::test

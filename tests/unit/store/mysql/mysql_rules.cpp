// Registers the MySQL store for the store rules: with GET_LOCK, and with leases.
#include "store/mysql/mysql.h"

#include "mysql_server.h"
#include "unit/store/bench.h"

namespace usersync::test {
namespace {

class MysqlBench final : public Bench {
 public:
  explicit MysqlBench(bool row_lock) : row_lock_(row_lock) {}

  std::string name() const override { return row_lock_ ? "mysql lock=row" : "mysql"; }
  std::string prepare() override { return shared_mysql_server().start(); }
  bool lease_based() const override { return row_lock_; }
  bool queues_fifo() const override { return !row_lock_; }

  std::unique_ptr<Store> open(Counters& counters) override {
    Dsn dsn = shared_mysql_server().dsn();
    dsn.params.emplace_back("table_prefix", row_lock_ ? "row_" : "wp_");
    if (row_lock_) dsn.params.emplace_back("lock", "row");
    StoreConfig config;
    config.counters = &counters;
    config.connect_timeout = config.timeout = Millis{20'000};  // the machine may be busy
    auto store = open_mysql(dsn, config);
    return store ? std::move(*store) : nullptr;
  }

 private:
  bool row_lock_;
};

const Registered by_connection([] { return std::make_unique<MysqlBench>(false); });
const Registered by_lease([] { return std::make_unique<MysqlBench>(true); });

}  // namespace
}  // namespace usersync::test

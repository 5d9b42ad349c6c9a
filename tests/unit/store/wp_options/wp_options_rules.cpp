// Registers the options store for the store rules, in a table as WordPress creates it.
#include "store/wp_options/wp_options.h"
#include "unit/store/bench.h"
#include "unit/store/mysql/mysql_server.h"
#include "wp_options_table.h"

namespace usersync::test {
namespace {

class WpOptionsBench final : public Bench {
 public:
  explicit WpOptionsBench(bool row_lock) : row_lock_(row_lock) {}

  std::string name() const override { return row_lock_ ? "wp-options lock=row" : "wp-options"; }

  std::string prepare() override {
    std::string reason = shared_mysql_server().start();
    if (reason.empty()) create_wp_options(shared_mysql_server(), prefix());
    return reason;
  }

  bool lease_based() const override { return row_lock_; }
  bool queues_fifo() const override { return !row_lock_; }
  bool collects_in_pages() const override { return true; }
  void clear() override {
    shared_mysql_server().sql("DELETE FROM `" + prefix() +
                              "options` WHERE option_name LIKE '\\\\_usersync\\\\_%'");
  }

  std::unique_ptr<Store> open(Counters& counters) override {
    Dsn dsn = shared_mysql_server().dsn("wp-options+mysql+unix");
    dsn.params.emplace_back("table_prefix", prefix());
    if (row_lock_) dsn.params.emplace_back("lock", "row");
    StoreConfig config;
    config.counters = &counters;
    config.connect_timeout = config.timeout = Millis{20'000};  // the machine may be busy
    auto store = open_wp_options(dsn, config);
    return store ? std::move(*store) : nullptr;
  }

 private:
  std::string prefix() const { return row_lock_ ? "rows_" : "blog_"; }
  bool row_lock_;
};

const Registered by_connection([] { return std::make_unique<WpOptionsBench>(false); });
const Registered by_lease([] { return std::make_unique<WpOptionsBench>(true); });

}  // namespace
}  // namespace usersync::test

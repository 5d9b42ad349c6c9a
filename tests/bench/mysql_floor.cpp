// A locked read and write cycle of the MySQL store beside the bare statements a careful client would send:
// mysql_floor <socket> <database> [cycles]. The floor is three trips on a kept connection: START TRANSACTION
// with SELECT … FOR UPDATE, a prepared UPDATE, COMMIT. Ours is acquire, write, release. Wall time, median of
// five interleaved rounds. Prints, asserts nothing.
#include <mysql.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <memory>

#include "store/mysql/mysql.h"

namespace usersync {
namespace {

void must(bool good, const char* what) {
  if (good) return;
  std::fprintf(stderr, "%s failed\n", what);
  std::exit(1);
}

class Bare {
 public:
  Bare(const char* socket, const char* database) : mysql_(mysql_init(nullptr)) {
    must(mysql_real_connect(mysql_, nullptr, "root", "", database, 0, socket, CLIENT_MULTI_STATEMENTS) !=
             nullptr,
         "connect");
    run("CREATE TABLE IF NOT EXISTS bare (id BINARY(24) PRIMARY KEY, data LONGBLOB, expires BIGINT) "
        "ENGINE=InnoDB");
    run("REPLACE INTO bare VALUES (x'00', '', 0)");
    update_ = mysql_stmt_init(mysql_);
    const std::string sql =
        "UPDATE bare SET data=?, expires=UNIX_TIMESTAMP()+1440 WHERE id=x'00" + std::string(46, '0') + "'";
    must(mysql_stmt_prepare(update_, sql.data(), sql.size()) == 0, "prepare");
    select_ = "START TRANSACTION;SELECT data FROM bare WHERE id=x'00" + std::string(46, '0') + "' FOR UPDATE";
  }
  ~Bare() {
    mysql_stmt_close(update_);
    mysql_close(mysql_);
  }

  void cycle(View data) {
    run(select_.c_str());
    MYSQL_BIND bind{};
    bind.buffer_type = MYSQL_TYPE_BLOB;
    bind.buffer = const_cast<std::uint8_t*>(data.data());
    bind.buffer_length = data.size();
    must(mysql_stmt_bind_param(update_, &bind) == 0 && mysql_stmt_execute(update_) == 0, "update");
    run("COMMIT");
  }

 private:
  void run(const char* sql) {
    must(mysql_query(mysql_, sql) == 0, sql);
    do {
      if (MYSQL_RES* result = mysql_store_result(mysql_)) mysql_free_result(result);
    } while (mysql_next_result(mysql_) == 0);
  }

  MYSQL* mysql_;
  MYSQL_STMT* update_;
  std::string select_;
};

double median_us(int cycles, const std::function<void()>& cycle) {
  std::vector<double> took;
  for (int i = 0; i < cycles; ++i) {
    const auto start = std::chrono::steady_clock::now();
    cycle();
    took.push_back(
        std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - start).count());
  }
  std::nth_element(took.begin(), took.begin() + cycles / 2, took.end());
  return took[took.size() / 2];
}

void ours(Store& store, const RecordName& name, View data, bool changed) {
  auto acquired = store.acquire(name, Terms{});
  must(acquired.ok(), "acquire");
  if (changed) must(store.write(acquired->grant, data, Seconds{1440}, After::release).ok(), "write");
  store.release(acquired->grant);
}

void compare(const char* socket, const char* database, int cycles) {
  Counters counters;
  StoreConfig context;
  context.counters = &counters;
  Dsn dsn;
  dsn.scheme = "mysql+unix";
  dsn.path = socket;
  dsn.params = {{"database", database}, {"user", "root"}};
  auto table = open_mysql(dsn, context);
  must(table.ok(), "open");
  Bare bare(socket, database);
  RecordName name;
  must(system_random().fill(name.bytes).ok(), "random");

  std::printf("%8s %10s %10s %10s   us a cycle\n", "bytes", "bare", "table", "unchanged");
  for (const std::size_t size : {1024, 10'240, 102'400}) {
    Bytes data(size, 'x');
    std::uint8_t change = 0;
    std::array<std::vector<double>, 3> rounds;
    for (int round = 0; round < 5; ++round) {
      rounds[0].push_back(median_us(cycles, [&] {
        data[0] = ++change;  // a server skips an UPDATE that changes nothing
        bare.cycle(data);
      }));
      rounds[1].push_back(median_us(cycles, [&] {
        data[0] = ++change;
        ours(**table, name, data, true);
      }));
      rounds[2].push_back(median_us(cycles, [&] { ours(**table, name, data, false); }));
    }
    for (auto& one : rounds) std::sort(one.begin(), one.end());
    std::printf("%8zu %10.1f %10.1f %10.1f\n", size, rounds[0][2], rounds[1][2], rounds[2][2]);
  }
}

}  // namespace
}  // namespace usersync

int main(int count, char** arguments) {
  if (count < 3) {
    std::fprintf(stderr, "mysql_floor <socket> <database> [cycles]\n");
    return 2;
  }
  usersync::compare(arguments[1], arguments[2], count > 3 ? std::atoi(arguments[3]) : 500);
}

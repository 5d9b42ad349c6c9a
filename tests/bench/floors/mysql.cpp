// The least that a locked cycle costs with MariaDB: mysql <socket> <bytes> <cycles>. A transaction in three
// trips: begin with SELECT FOR UPDATE, a prepared UPDATE, COMMIT.
#include <mysql.h>

#include <cstring>
#include <string>

#include "floor.h"

namespace {

void check(MYSQL* server, bool good, const char* what) {
  if (good) return;
  std::fprintf(stderr, "%s: %s\n", what, mysql_error(server));
  std::exit(1);
}

void run(MYSQL* server, const std::string& sql) {
  check(server, mysql_real_query(server, sql.data(), sql.size()) == 0, sql.c_str());
  do {
    if (MYSQL_RES* const result = mysql_store_result(server)) {
      mysql_fetch_row(result);
      mysql_free_result(result);
    }
  } while (mysql_next_result(server) == 0);
}

}  // namespace

int main(int, char** arguments) {
  MYSQL* const server = mysql_init(nullptr);
  check(server,
        mysql_real_connect(server, nullptr, "root", nullptr, "bench", 0, arguments[1],
                           CLIENT_MULTI_STATEMENTS) != nullptr,
        "connect");
  run(server,
      "CREATE TABLE IF NOT EXISTS floor (id BINARY(24) PRIMARY KEY, data LONGBLOB, version BIGINT UNSIGNED,"
      " expires BIGINT)");
  run(server,
      "REPLACE INTO floor VALUES (REPEAT('n', 24), REPEAT('x', " + std::string(arguments[2]) + "), 1, 1)");

  const char update[] = "UPDATE floor SET data = ?, version = version + 1, expires = ? WHERE id = ?";
  MYSQL_STMT* const write = mysql_stmt_init(server);
  check(server, mysql_stmt_prepare(write, update, sizeof(update) - 1) == 0, update);
  Records records(std::atoi(arguments[2]));
  std::string id(24, 'n');
  long long expires = 0;
  MYSQL_BIND bound[3];
  std::memset(bound, 0, sizeof(bound));
  unsigned long sizes[] = {records.next().size(), 0, id.size()};
  bound[0].buffer_type = bound[2].buffer_type = MYSQL_TYPE_BLOB;
  bound[0].length = &sizes[0];
  bound[1].buffer_type = MYSQL_TYPE_LONGLONG;
  bound[1].buffer = &expires;
  bound[2].buffer = id.data();
  bound[2].length = &sizes[2];
  print_cycles(std::atoi(arguments[3]), [&] {
    run(server,
        "START TRANSACTION; SELECT version, expires, data FROM floor WHERE id = REPEAT('n', 24) FOR UPDATE");
    ++expires;
    bound[0].buffer = records.next().data();
    check(server, mysql_stmt_bind_param(write, bound) == 0, "bind");
    check(server, mysql_stmt_execute(write) == 0, "execute");
    run(server, "COMMIT");
  });
  mysql_stmt_close(write);
  mysql_close(server);
  return 0;
}

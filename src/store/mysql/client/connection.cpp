#include "store/mysql/client/connection.h"

#include <errmsg.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <mutex>

#include "base/fork.h"
#include "store/mysql/client/errors.h"
#include "store/mysql/client/library.h"

namespace usersync {
namespace {

// The library runs a call on its own stack; name resolution and TLS need more than its default of 60 KiB.
constexpr std::size_t kStack = 256 << 10;

struct FreeResult {
  void operator()(MYSQL_RES* result) const noexcept { mysql_free_result(result); }
};
using Rows = std::unique_ptr<MYSQL_RES, FreeResult>;

void initialise_library() {
  static std::once_flag once;  // mysql_init() would do it, but is not safe in two threads at once
  std::call_once(once, [] { mysql_library_init(0, nullptr, nullptr); });
}

}  // namespace

int MysqlConnection::wait_for(int events, const Wait& wait) noexcept {
  pollfd watched{mysql_get_socket(mysql_), 0, 0};
  if ((events & MYSQL_WAIT_READ) != 0) watched.events |= POLLIN;
  if ((events & MYSQL_WAIT_WRITE) != 0) watched.events |= POLLOUT;
  if ((events & MYSQL_WAIT_EXCEPT) != 0) watched.events |= POLLPRI;
  for (;;) {
    const Millis left = wait.deadline.left();
    if (left == Millis{0}) {
      stopped_ = Code::timed_out;
      return MYSQL_WAIT_TIMEOUT;  // the library ends its call and closes the connection
    }
    const int ready = poll(&watched, 1, static_cast<int>(std::min(left, Wait::kTick).count()));
    if (ready > 0) {
      int happened = 0;
      if ((watched.revents & ~(POLLOUT | POLLPRI)) != 0) happened |= MYSQL_WAIT_READ;
      if ((watched.revents & ~(POLLIN | POLLPRI)) != 0) happened |= MYSQL_WAIT_WRITE;
      if ((watched.revents & POLLPRI) != 0) happened |= MYSQL_WAIT_EXCEPT;
      if ((happened & events) != 0) return happened & events;
      return events & (MYSQL_WAIT_READ | MYSQL_WAIT_WRITE);  // hung up: the call will notice
    }
    if (wait.interrupted != nullptr && wait.interrupted()) {
      stopped_ = Code::interrupted;
      return MYSQL_WAIT_TIMEOUT;
    }
  }
}

bool MysqlConnection::is_open() const noexcept { return mysql_get_socket(mysql_) >= 0; }

void MysqlConnection::give_up() noexcept {
  lost_ = true;
  if (fd_ >= 0) keep_in_child(fd_);  // the library may have closed it, and its number may be reused
  if (fd_ >= 0 && is_open()) shutdown(fd_, SHUT_RDWR);  // so that closing does not wait for rows
  fd_ = -1;
}

Error MysqlConnection::failure(unsigned native) noexcept {
  const int number = static_cast<int>(native);
  if (stopped_ != Code::ok) {
    give_up();
    const Msg what = stopped_ == Code::interrupted ? Msg::wait_interrupted : Msg::server_timeout;
    return {what, name_, number};
  }
  const MysqlError& known = mysql_error(number);
  if (known.recovery == Recovery::reconnect || !is_open()) give_up();
  return {known.message, name_, number};
}

Error MysqlConnection::failure() noexcept { return failure(mysql_errno(mysql_)); }

bool MysqlConnection::lost() const noexcept { return lost_ || fork_generation_ != fork_generation(); }

Result<std::unique_ptr<MysqlConnection>> MysqlConnection::open(const MysqlAddress& address, const Wait& wait,
                                                               Seconds statement_limit, std::string_view more,
                                                               const OnRow& on_row) {
  std::unique_ptr<MysqlConnection> connection(new MysqlConnection(address.text()));
  if (auto connected = connection->connect(address, wait, statement_limit); !connected)
    return connected.error();
  if (auto ready = connection->configure(statement_limit, more, wait, on_row); !ready) return ready.error();
  return connection;
}

Status MysqlConnection::connect(const MysqlAddress& address, const Wait& wait, Seconds statement_limit) {
  initialise_library();
  if (address.tls != MysqlAddress::Tls::off) {
    for (const std::string* file : {&address.ca, &address.cert, &address.key}) {  // the library names no file
      if (file->empty() || access(file->c_str(), R_OK) == 0) continue;
      return Error{Msg::tls_file_unreadable, *file, errno};
    }
  }
  mysql_ = mysql_init(nullptr);
  if (mysql_ == nullptr) return Error{Msg::out_of_memory};
  fork_generation_ = fork_generation();

  const my_bool no = 0, yes = 1;
  const unsigned protocol = address.socket.empty() ? MYSQL_PROTOCOL_TCP : MYSQL_PROTOCOL_SOCKET;
  mysql_options(mysql_, MYSQL_OPT_NONBLOCK, &kStack);
  mysql_options(mysql_, MYSQL_OPT_RECONNECT,
                &no);  // a reconnect by the library would lose GET_LOCK unnoticed
  // Longer than the limits inside the server, so that its error arrives before this side gives up.
  const auto limit = static_cast<unsigned>(std::max<Seconds::rep>(1, statement_limit.count()) + 2);
  mysql_options(mysql_, MYSQL_OPT_READ_TIMEOUT, &limit);
  mysql_options(mysql_, MYSQL_OPT_WRITE_TIMEOUT, &limit);
  const unsigned off = 0;
  mysql_options(mysql_, MYSQL_OPT_LOCAL_INFILE, &off);   // the server must not read files of this machine
  mysql_options(mysql_, MYSQL_OPT_PROTOCOL, &protocol);  // else "localhost" means a socket
  mysql_options(mysql_, MYSQL_SET_CHARSET_NAME, "utf8mb4");
  if (address.tls != MysqlAddress::Tls::off) {
    const bool verified = address.tls == MysqlAddress::Tls::verified;
    mysql_options(mysql_, MYSQL_OPT_SSL_ENFORCE, &yes);
    mysql_options(mysql_, MYSQL_OPT_SSL_VERIFY_SERVER_CERT, verified ? &yes : &no);
    if (!address.ca.empty()) mysql_options(mysql_, MYSQL_OPT_SSL_CA, address.ca.c_str());
    if (!address.cert.empty()) mysql_options(mysql_, MYSQL_OPT_SSL_CERT, address.cert.c_str());
    if (!address.key.empty()) mysql_options(mysql_, MYSQL_OPT_SSL_KEY, address.key.c_str());
  }

  const auto text_or_null = [](const std::string& text) { return text.empty() ? nullptr : text.c_str(); };
  MYSQL* connected = nullptr;
  const int status = mysql_real_connect_start(
      &connected, mysql_, text_or_null(address.host), text_or_null(address.user), address.password.c_str(),
      address.database.c_str(), address.port, text_or_null(address.socket), CLIENT_MULTI_STATEMENTS);
  drive(status, wait, [&](int ready) { return mysql_real_connect_cont(&connected, mysql_, ready); });
  if (connected == nullptr) {
    const Error error = failure();
    give_up();
    return error;
  }
  if (address.tls != MysqlAddress::Tls::off && mysql_get_ssl_cipher(mysql_) == nullptr) {
    give_up();  // where nothing is verified, the library goes on without TLS
    return Error{Msg::mysql_no_tls, name_, CR_SSL_CONNECTION_ERROR};
  }
  fd_ = mysql_get_socket(mysql_);
  if (!close_in_child(fd_)) {  // a child would keep the connection, and with it the lock, alive
    give_up();
    return Error{Msg::out_of_memory, "the descriptors that a forked child closes"};
  }
  is_mariadb_ = mariadb_connection(mysql_) != 0;
  together_ = mariadb_internals_known();
  return {};
}

Status MysqlConnection::configure(Seconds statement_limit, std::string_view more, const Wait& wait,
                                  const OnRow& on_row) {
  const std::string seconds = std::to_string(std::max<Seconds::rep>(1, statement_limit.count()));
  // A script may run longer than the server's wait_timeout, which would then end the lock: at least 600 s.
  // The CAST is for MySQL: GREATEST() of an unsigned and a signed number is a DECIMAL, which it refuses.
  std::string sql =
      "SET SESSION autocommit=1, sql_mode='STRICT_ALL_TABLES', time_zone='+00:00',"
      " innodb_lock_wait_timeout=" +
      seconds + ", lock_wait_timeout=" + seconds +
      ", wait_timeout=CAST(GREATEST(@@wait_timeout,600) AS UNSIGNED);"
      "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED;"
      "SELECT @@max_allowed_packet;";
  constexpr std::size_t kBefore = 3;
  std::size_t statements = kBefore;
  if (!more.empty()) {
    sql.append(more).push_back(';');
    ++statements;
  }
  // Last, because a server without this variable answers with an error.
  sql += is_mariadb_ ? "SELECT @@wsrep_on" : "SELECT @@group_replication_group_name <> ''";
  const auto configured = query(sql, wait, [&](std::size_t statement, const MysqlRow& row) {
    if (statement == kBefore - 1) {
      max_packet_ = row.number(0);
    } else if (statement == statements) {
      is_cluster_ = row.number(0) != 0;
    } else if (on_row) {
      on_row(statement - kBefore, row);
    }
  });
  if (!configured && configured.error().native != mysql::kUnknownVariable) return configured.error();
  return {};
}

MysqlConnection::~MysqlConnection() {
  if (mysql_ == nullptr) return;
  // In a forked child the socket is closed already and its number may be reused; COM_QUIT would end the
  // parent's connection. The child does not free the memory.
  if (fork_generation_ != fork_generation()) {
    for (auto& statement : prepared_) (void)statement.release();
    return;
  }
  if (fd_ >= 0) keep_in_child(fd_);
  forget_prepared();
  mysql_close(mysql_);
}

void MysqlConnection::forget_prepared() noexcept { prepared_.clear(); }

Status MysqlConnection::drain(const Wait& wait) {
  stopped_ = Code::ok;
  if (lost()) return Error{Msg::server_lost, name_, 2013};
  for (; unread_ > 0; --unread_) {
    const auto on_answer = unread_ == 1 ? std::exchange(on_answer_, nullptr) : nullptr;
    if (read_answer(wait)) {
      if (on_answer) on_answer(mysql_affected_rows(mysql_));
      continue;
    }
    const Error error = failure();  // ignored, unless it cost the connection
    if (lost_) return error;
  }
  return {};
}

// Reads the answers to all statements of one text.
bool MysqlConnection::read_answer(const Wait& wait) {
  my_bool failed = 0;
  drive(mysql_read_query_result_start(&failed, mysql_), wait,
        [&](int ready) { return mysql_read_query_result_cont(&failed, mysql_, ready); });
  int next = 0;
  while (failed == 0 && next == 0 && mysql_more_results(mysql_)) {
    drive(mysql_next_result_start(&next, mysql_), wait,
          [&](int ready) { return mysql_next_result_cont(&next, mysql_, ready); });
  }
  return failed == 0 && next <= 0;
}

Result<std::uint64_t> MysqlConnection::query(std::string_view sql, const Wait& wait, const OnRow& on_row) {
  if (auto drained = drain(wait); !drained) return drained.error();
  int failed = 0;
  drive(mysql_real_query_start(&failed, mysql_, sql.data(), sql.size()), wait,
        [&](int ready) { return mysql_real_query_cont(&failed, mysql_, ready); });
  if (failed != 0) return failure();

  std::uint64_t affected = 0;
  for (std::size_t statement = 0;; ++statement) {
    if (mysql_field_count(mysql_) == 0) {
      affected = mysql_affected_rows(mysql_);
    } else if (auto taken = take_result(statement, wait, on_row); !taken) {
      return taken.error();
    }
    if (!mysql_more_results(mysql_)) return affected;
    int next = 0;
    drive(mysql_next_result_start(&next, mysql_), wait,
          [&](int ready) { return mysql_next_result_cont(&next, mysql_, ready); });
    if (next > 0) return failure();
  }
}

Status MysqlConnection::take_result(std::size_t statement, const Wait& wait, const OnRow& on_row) {
  MYSQL_RES* stored = nullptr;
  drive(mysql_store_result_start(&stored, mysql_), wait,
        [&](int ready) { return mysql_store_result_cont(&stored, mysql_, ready); });
  const Rows rows(stored);
  if (rows == nullptr) return failure();
  while (MYSQL_ROW row = mysql_fetch_row(rows.get())) {
    if (!on_row) continue;
    try {
      on_row(statement, MysqlRow(row, mysql_fetch_lengths(rows.get())));
    } catch (...) {
      give_up();  // unread results are left on the connection
      throw;
    }
  }
  return {};
}

Status MysqlConnection::send(std::string_view sql, const Wait& wait,
                             std::function<void(std::uint64_t)> on_answer) {
  if (auto drained = drain(wait); !drained) return drained;
  int failed = 0;
  drive(mysql_send_query_start(&failed, mysql_, sql.data(), sql.size()), wait,
        [&](int ready) { return mysql_send_query_cont(&failed, mysql_, ready); });
  if (failed != 0) return failure();
  unread_ = 1;
  on_answer_ = std::move(on_answer);
  return {};
}

}  // namespace usersync

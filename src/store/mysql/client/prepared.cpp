#include "store/mysql/client/prepared.h"

#include <new>

#include "base/kept_memory.h"
#include "store/mysql/client/library.h"

namespace usersync {
namespace {

constexpr std::size_t kSmallCell = 64;  // bytes: enough for a number

MYSQL_BIND bound(SqlBound& value) noexcept {
  MYSQL_BIND bind{};
  switch (value.kind) {
    case SqlBound::Kind::number:
      bind.buffer_type = MYSQL_TYPE_LONGLONG;
      bind.buffer = &value.number;
      bind.is_unsigned = 1;
      break;
    case SqlBound::Kind::text:
    case SqlBound::Kind::mark:
      bind.buffer_type = MYSQL_TYPE_STRING;
      bind.buffer = value.text.data();
      bind.buffer_length = value.text.size();
      break;
    case SqlBound::Kind::bytes:
    case SqlBound::Kind::nullable: {
      // An empty vector's data() may be null, which would be bound as NULL.
      static const std::uint8_t nothing = 0;
      bind.buffer_type = MYSQL_TYPE_BLOB;
      bind.buffer = const_cast<std::uint8_t*>(value.bytes.empty() ? &nothing : value.bytes.data());
      bind.buffer_length = value.bytes.size();
      // Always of one type, so that the types need not be sent again.
      bind.is_null_value = value.kind == SqlBound::Kind::nullable && value.bytes.empty() ? 1 : 0;
      break;
    }
  }
  return bind;
}

#if USERSYNC_MARIADB_INTERNALS
// As long as it exists, the library sends and does not wait for the answer.
class SendOnly {
 public:
  explicit SendOnly(MYSQL* mysql) noexcept : mysql_(mysql) { set(1); }
  SendOnly(const SendOnly&) = delete;
  SendOnly& operator=(const SendOnly&) = delete;
  ~SendOnly() { set(0); }

 private:
  void set(my_bool on) noexcept { mysql_options(mysql_, MARIADB_OPT_SKIP_READ_RESPONSE, &on); }
  MYSQL* mysql_;
};
#endif

}  // namespace

MysqlPrepared::MysqlPrepared(st_mysql* mysql) : mysql_(mysql), statement_(mysql_stmt_init(mysql)) {
  if (statement_ == nullptr) throw std::bad_alloc();
}

MysqlPrepared::~MysqlPrepared() { mysql_stmt_close(statement_); }

unsigned MysqlPrepared::error() const noexcept {
  const unsigned number = mysql_stmt_errno(statement_);
  return number != 0 ? number : mysql_errno(mysql_);
}

#if USERSYNC_MARIADB_INTERNALS
bool MysqlPrepared::send_preparation(const SqlText& sql) {
  const SendOnly here(mysql_);
  return mysql_stmt_prepare(statement_, sql.prepared().data(), sql.prepared().size()) == 0;
}

bool MysqlPrepared::receive_preparation() {
  return mysql_->methods->db_read_prepare_response(statement_) == 0;
}

bool MysqlPrepared::send(const SqlText& sql, const SqlValues& values) {
  if (!bind(sql, values)) return false;
  if (typed_) statement_->send_types_to_server = 0;
  const SendOnly here(mysql_);
  typed_ = mysql_stmt_execute(statement_) == 0;
  return typed_;
}

bool MysqlPrepared::receive(std::size_t statement, const OnRow& on_row) {
  return mysql_->methods->db_read_execute_response(statement_) == 0 && receive_rows(statement, on_row);
}
#else
bool MysqlPrepared::send_preparation(const SqlText&) { return false; }
bool MysqlPrepared::receive_preparation() { return false; }
bool MysqlPrepared::send(const SqlText&, const SqlValues&) { return false; }
bool MysqlPrepared::receive(std::size_t, const OnRow&) { return false; }
#endif

bool MysqlPrepared::bind(const SqlText& sql, const SqlValues& values) {
  sql.bind(values, values_);
  parameters_.clear();
  for (SqlBound& value : values_) parameters_.push_back(bound(value));
  for (MYSQL_BIND& parameter : parameters_) parameter.is_null = &parameter.is_null_value;
  return mysql_stmt_bind_param(statement_, parameters_.data()) == 0;
}

bool MysqlPrepared::receive_rows(std::size_t statement, const OnRow& on_row) {
  affected_ = mysql_stmt_affected_rows(statement_);
  if (mysql_stmt_field_count(statement_) == 0) return true;
  for (;;) {
    if (!bind_columns()) return false;
    const int fetched = mysql_stmt_fetch(statement_);
    if (fetched == MYSQL_NO_DATA) break;
    if (fetched == 1) return false;
    for (std::size_t column = 0; column < cells_.size(); ++column) {
      if (lengths_[column] > cells_[column].size()) grow(column);
      texts_[column] =
          *columns_[column].is_null != 0 ? nullptr : reinterpret_cast<char*>(cells_[column].data());
    }
    if (on_row) on_row(statement, MysqlRow(texts_.data(), lengths_.data(), cells_.data()));
  }
  for (Bytes& cell : cells_) {
    if (!is_kept(cell)) Bytes(kSmallCell).swap(cell);
  }
  return true;
}

// Every column as text. The library copies the binds, so they are set again after a buffer has moved.
bool MysqlPrepared::bind_columns() {
  const std::size_t count = mysql_stmt_field_count(statement_);
  if (cells_.size() != count) {
    cells_.assign(count, Bytes(kSmallCell));
    columns_.resize(count), lengths_.resize(count), texts_.resize(count);
  }
  for (std::size_t column = 0; column < count; ++column) {
    if (cells_[column].size() < kSmallCell) cells_[column].resize(kSmallCell);  // its buffer was taken
    MYSQL_BIND& bind = columns_[column] = MYSQL_BIND{};
    bind.buffer_type = MYSQL_TYPE_STRING;
    bind.buffer = cells_[column].data();
    bind.buffer_length = cells_[column].size();
    bind.length = &lengths_[column];
    bind.is_null = &bind.is_null_value;
  }
  return mysql_stmt_bind_result(statement_, columns_.data()) == 0;
}

void MysqlPrepared::grow(std::size_t column) {
  cells_[column].resize(lengths_[column] + lengths_[column] / 8);  // room for a session that grows
  columns_[column].buffer = cells_[column].data();
  columns_[column].buffer_length = cells_[column].size();
  mysql_stmt_fetch_column(statement_, &columns_[column], static_cast<unsigned>(column), 0);
}

}  // namespace usersync

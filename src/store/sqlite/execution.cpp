#include "store/sqlite/execution.h"

#include <sqlite3.h>

#include <algorithm>
#include <cerrno>

namespace usersync {

Execution::Execution(SqliteConnection& connection, Statement which) : connection_(connection) {
  const auto statement = connection.statement(which);
  if (!statement) failed_ = statement.error();
  if (statement) statement_ = *statement;
}

Execution::~Execution() { sqlite3_reset(statement_); }

Execution& Execution::parent(const std::optional<RecordName>& name) {
  if (name) return blob(8, name->view());
  if (!failed_) note(sqlite3_bind_null(statement_, 8));
  return *this;
}

Execution& Execution::number(int index, std::int64_t value) {
  if (!failed_) note(sqlite3_bind_int64(statement_, index, value));
  return *this;
}

Execution& Execution::blob(int index, View bytes) {
  // A null pointer would bind NULL, and NULL is a tombstone.
  const void* at = bytes.empty() ? static_cast<const void*>("") : bytes.data();
  if (!failed_) note(sqlite3_bind_blob64(statement_, index, at, bytes.size(), SQLITE_STATIC));
  return *this;
}

void Execution::note(int code) {
  if (code != SQLITE_OK) failed_ = connection_.failure(code);
}

Result<bool> Execution::step() {
  if (failed_) return failed_;
  errno = 0;
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  return connection_.failure(code);
}

Result<bool> Execution::changed() {
  const auto stepped = step();
  if (!stepped) return stepped.error();
  return sqlite3_changes(connection_.handle()) > 0;
}

bool Execution::is_null(int column) const { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }

std::int64_t Execution::column(int index) const { return sqlite3_column_int64(statement_, index); }

View Execution::column_blob(int index) const {
  const auto* bytes = static_cast<const std::uint8_t*>(sqlite3_column_blob(statement_, index));
  return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_, index))};
}

std::optional<RecordName> Execution::column_name(int index) const {
  RecordName name;
  const View bytes = column_blob(index);
  if (bytes.size() != sizeof name.bytes) return std::nullopt;
  std::copy(bytes.begin(), bytes.end(), name.bytes.begin());
  return name;
}

}  // namespace usersync

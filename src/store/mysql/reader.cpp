#include "store/mysql/reader.h"

#include "base/kept_memory.h"
#include "store/mysql/statement_slot.h"

namespace usersync {
namespace {

constexpr int kJoinsAfterParent = 32;  // records without a parent, after which none is expected

}  // namespace

Status MysqlReader::read(MysqlConnection& connection, const SqlValues& values, StoredState& state) {
  // The second attempt uses the join, and is complete.
  for (int attempt = 0; attempt < 2; ++attempt) {
    state = StoredState{};
    const MysqlCall call = select(values);
    auto asked = connection.execute({&call, 1}, 1, link_.patience(),
                                    [&](std::size_t, const MysqlRow& row) { receive(row, state); });
    if (!asked) return asked.error();
    if (is_complete(state)) break;
  }
  return {};
}

MysqlCall MysqlReader::select(const SqlValues& values) noexcept {
  joined_ = joins_ahead_ > 0;
  if (!joined_) return {statement_slot::kPlain, &layout_.sql().plain, &values};
  --joins_ahead_;
  return {statement_slot::kSelect, &layout_.sql().select, &values};
}

void MysqlReader::receive(const MysqlRow& row, StoredState& state) {
  const MysqlFound found = layout_.found(row, spare_);
  state.unreadable = found.version == 0;
  if (state.unreadable || found.remaining.count() < 0) return;
  state.version = found.version;
  state.parent = found.parent;
  if (!found.tombstone && !found.cut)
    state.record.emplace(Record{std::move(spare_), found.version, found.remaining});
}

bool MysqlReader::is_complete(const StoredState& state) noexcept {
  if (!state.parent) return true;
  joins_ahead_ = kJoinsAfterParent;
  return joined_;
}

void MysqlReader::recycle(Bytes&& memory) noexcept {
  if (is_kept(memory)) spare_ = std::move(memory);
}

}  // namespace usersync

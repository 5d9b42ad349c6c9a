#include "store/mysql/client/errors.h"

namespace usersync {
namespace {

// Server numbers: MariaDB's "MariaDB Error Code Reference", MySQL's "Server Error Message Reference" (3000
// and above are MySQL's alone). Client numbers, 2000 to 2999: errmsg.h of Connector/C.
constexpr MysqlError kErrors[] = {
    {1021, Msg::mysql_disk_full, Recovery::none},
    {1040, Msg::mysql_too_many_connections, Recovery::none},
    {1203, Msg::mysql_user_connections, Recovery::none},
    {1226, Msg::mysql_user_limit, Recovery::none},
    {1044, Msg::mysql_database_denied, Recovery::none},
    {1045, Msg::mysql_wrong_password, Recovery::none},
    {1698, Msg::mysql_wrong_password, Recovery::none},
    {1142, Msg::mysql_no_privilege, Recovery::none},
    {1143, Msg::mysql_no_privilege, Recovery::none},
    {1227, Msg::mysql_no_privilege, Recovery::none},
    {1129, Msg::mysql_host_blocked, Recovery::none},
    {1130, Msg::mysql_host_refused, Recovery::none},
    {1251, Msg::mysql_authentication, Recovery::none},
    {1524, Msg::mysql_authentication, Recovery::none},
    {2059, Msg::mysql_authentication_plugin, Recovery::none},
    {2061, Msg::mysql_authentication_tls, Recovery::none},
    {1820, Msg::mysql_password_expired, Recovery::none},
    {1862, Msg::mysql_password_expired, Recovery::none},
    {1049, Msg::mysql_no_database, Recovery::none},
    {1146, Msg::mysql_no_table, Recovery::create_tables},
    {1054, Msg::mysql_wrong_columns, Recovery::none},
    {1665, Msg::mysql_binlog_format, Recovery::none},
    {1205, Msg::mysql_row_wait, Recovery::none},
    {1213, Msg::mysql_deadlock, Recovery::again},
    {3058, Msg::mysql_lock_deadlock, Recovery::none},
    {1047, Msg::mysql_node_not_ready, Recovery::reconnect},
    {1053, Msg::mysql_shutting_down, Recovery::reconnect},
    {1317, Msg::mysql_query_killed, Recovery::again},
    {1927, Msg::server_lost, Recovery::reconnect},
    {3024, Msg::mysql_statement_limit, Recovery::none},
    {1969, Msg::mysql_statement_limit, Recovery::none},
    {4031, Msg::mysql_idle_closed, Recovery::reconnect},
    {2006, Msg::server_lost, Recovery::reconnect},
    {2013, Msg::server_lost, Recovery::reconnect},
    {2055, Msg::server_lost, Recovery::reconnect},
    {2014, Msg::mysql_out_of_sync, Recovery::reconnect},
    {2027, Msg::mysql_malformed, Recovery::reconnect},
    {2002, Msg::server_unreachable, Recovery::none},
    {2003, Msg::server_unreachable, Recovery::none},
    {2005, Msg::host_unresolved, Recovery::none},
    {2008, Msg::out_of_memory, Recovery::reconnect},
    {2012, Msg::mysql_handshake, Recovery::none},
    {2026, Msg::tls_failed, Recovery::none},
    {1290, Msg::mysql_read_only, Recovery::reconnect},
    {1792, Msg::mysql_read_only, Recovery::reconnect},
    {1836, Msg::mysql_read_only, Recovery::reconnect},
    {3100, Msg::mysql_group_read_only, Recovery::reconnect},
    {3101, Msg::mysql_group_rollback, Recovery::again},
    {1114, Msg::mysql_table_full, Recovery::none},
    {1461, Msg::mysql_statement_count, Recovery::none},
    {1637, Msg::mysql_transaction_count, Recovery::none},
    {1153, Msg::mysql_packet_too_large, Recovery::reconnect},
    {2020, Msg::mysql_packet_too_large, Recovery::none},
    {1406, Msg::mysql_column_too_small, Recovery::none},
    {1126, Msg::mysql_library_missing, Recovery::none},
    {1034, Msg::mysql_table_damaged, Recovery::none},
    {1194, Msg::mysql_table_damaged, Recovery::none},
    {1195, Msg::mysql_table_damaged, Recovery::none},
    {1712, Msg::mysql_table_damaged, Recovery::none},
    {1243, Msg::mysql_statement_forgotten, Recovery::prepare_again},
    {1615, Msg::mysql_statement_forgotten, Recovery::prepare_again},
};

constexpr MysqlError kUnknown{0, Msg::mysql_refused, Recovery::none};

}  // namespace

const MysqlError& mysql_error(int number) noexcept {
  for (const MysqlError& known : kErrors) {
    if (known.number == number) return known;
  }
  return kUnknown;
}

}  // namespace usersync

#include "store/mysql/client/errors.h"

namespace usersync {
namespace {

// Server numbers: MariaDB's "MariaDB Error Code Reference", MySQL's "Server Error Message Reference" (3000
// and above are MySQL's alone). Client numbers, 2000 to 2999: errmsg.h of Connector/C.
constexpr MysqlError kErrors[] = {
    {1021, Code::full, Recovery::none, "the database server's disk is full"},
    {1040, Code::unavailable, Recovery::none, "the database server has too many connections"},
    {1203, Code::unavailable, Recovery::none, "the database user has too many connections"},
    {1226, Code::unavailable, Recovery::none, "the database user has used up a resource limit"},
    {1044, Code::denied, Recovery::none, "the database user may not use this database"},
    {1045, Code::denied, Recovery::none, "the database server refused the user name or password"},
    {1698, Code::denied, Recovery::none, "the database server refused the user name or password"},
    {1142, Code::denied, Recovery::none, "the database user lacks a privilege on the session tables"},
    {1143, Code::denied, Recovery::none, "the database user lacks a privilege on the session tables"},
    {1227, Code::denied, Recovery::none, "the database user lacks a privilege"},
    {1129, Code::denied, Recovery::none, "the database server blocks this host after too many errors"},
    {1130, Code::denied, Recovery::none, "the database server accepts no connection from this host"},
    {1251, Code::denied, Recovery::none, "the database server asks for an authentication we do not have"},
    {1524, Code::denied, Recovery::none, "the database server asks for an authentication we do not have"},
    {2059, Code::denied, Recovery::none, "the authentication plugin of the database user cannot be loaded"},
    {2061, Code::denied, Recovery::none, "authentication needs TLS, a unix socket, or the server's key"},
    {1820, Code::denied, Recovery::none, "the database user's password has expired"},
    {1862, Code::denied, Recovery::none, "the database user's password has expired"},
    {1049, Code::unavailable, Recovery::none, "the database does not exist"},
    {1146, Code::unavailable, Recovery::create_tables, "the table does not exist"},
    {1054, Code::corrupt, Recovery::none, "the table has not the columns it should have"},
    {1665, Code::unsupported, Recovery::none,
     "binlog_format=STATEMENT cannot log READ COMMITTED; use MIXED or ROW"},
    {1205, Code::timed_out, Recovery::none, "the database server gave up waiting for a row"},
    {1213, Code::unavailable, Recovery::again, "the database server ended a deadlock at our cost"},
    {3058, Code::unavailable, Recovery::none, "waiting for this lock would never end"},
    {1047, Code::unavailable, Recovery::reconnect, "the cluster node is not ready"},
    {1053, Code::unavailable, Recovery::reconnect, "the database server is shutting down"},
    {1317, Code::unavailable, Recovery::again, "the query was killed"},
    {1927, Code::unavailable, Recovery::reconnect, "the connection was killed"},
    {3024, Code::timed_out, Recovery::none, "the database server's time limit for statements was reached"},
    {1969, Code::timed_out, Recovery::none, "the database server's time limit for statements was reached"},
    {4031, Code::unavailable, Recovery::reconnect, "the database server closed the idle connection"},
    {2006, Code::unavailable, Recovery::reconnect, "the database server has gone away"},
    {2013, Code::unavailable, Recovery::reconnect, "the connection to the database server was lost"},
    {2055, Code::unavailable, Recovery::reconnect, "the connection to the database server was lost"},
    {2014, Code::internal, Recovery::reconnect, "commands were out of sync"},
    {2027, Code::unavailable, Recovery::reconnect, "the database server sent what we do not understand"},
    {2002, Code::unavailable, Recovery::none, "the database server cannot be reached"},
    {2003, Code::unavailable, Recovery::none, "the database server cannot be reached"},
    {2005, Code::unavailable, Recovery::none, "the database server's name cannot be resolved"},
    {2008, Code::no_memory, Recovery::reconnect, "out of memory"},
    {2012, Code::unavailable, Recovery::none, "the handshake with the database server failed"},
    {2026, Code::unavailable, Recovery::none, "TLS with the database server failed"},
    {1290, Code::read_only, Recovery::reconnect, "the database server is read-only"},
    {1792, Code::read_only, Recovery::reconnect, "the database server is read-only"},
    {1836, Code::read_only, Recovery::reconnect, "the database server is read-only"},
    {3100, Code::read_only, Recovery::reconnect, "the replication group accepts no writes here"},
    {3101, Code::unavailable, Recovery::again, "the replication group rolled the write back"},
    {1114, Code::full, Recovery::none, "the table is full"},
    {1461, Code::full, Recovery::none, "max_prepared_stmt_count of the database server is used up"},
    {1637, Code::full, Recovery::none, "the database server has too many transactions"},
    {1153, Code::too_large, Recovery::reconnect, "the session is larger than max_allowed_packet"},
    {2020, Code::too_large, Recovery::none, "the session is larger than max_allowed_packet"},
    {1406, Code::too_large, Recovery::none, "the session is larger than the column"},
    {1126, Code::unavailable, Recovery::none, "the database server cannot load a library it needs"},
    {1034, Code::corrupt, Recovery::none, "the table is damaged"},
    {1194, Code::corrupt, Recovery::none, "the table is damaged"},
    {1195, Code::corrupt, Recovery::none, "the table is damaged"},
    {1712, Code::corrupt, Recovery::none, "the table's index is damaged"},
    {1243, Code::unavailable, Recovery::prepare_again, "the database server forgot a prepared statement"},
    {1615, Code::unavailable, Recovery::prepare_again, "a prepared statement must be prepared again"},
};

constexpr MysqlError kUnknown{0, Code::internal, Recovery::none, "the database server refused a statement"};

}  // namespace

const MysqlError& mysql_error(int number) noexcept {
  for (const MysqlError& known : kErrors) {
    if (known.number == number) return known;
  }
  return kUnknown;
}

}  // namespace usersync

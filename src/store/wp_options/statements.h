// The SQL of the options layout, put together from its pieces for one table. docs/formats.md, "WordPress
// options rows". Ownership: borrows the two words it is given. Holes are those of SqlText. Errors: none.
#pragma once

#include <string>
#include <string_view>

#include "store/mysql/client/sql_text.h"

namespace usersync {

class WpOptionsStatements {
 public:
  // `table`: quoted; `autoload`: the word this WordPress writes for an option that is not loaded at once.
  WpOptionsStatements(std::string_view table, std::string_view autoload)
      : table_(table), autoload_(autoload) {}

  static constexpr std::string_view kSession = "{'_usersync_session_'}", kNonce = "{n'_usersync_nonce_'}",
                                    kLock = "{'_usersync_lock_'}";

  std::string plain() const;
  std::string select() const;
  std::string replace(std::string_view guard) const;
  std::string put(std::string_view guard) const;
  std::string touch(std::string_view guard) const;
  std::string destroy_begin() const;
  std::string destroy_row() const;
  std::string destroy_end() const;

  // One-time names and leases; `name` is kNonce or kLock.
  std::string own(std::string_view name) const;
  std::string renew(std::string_view name) const;
  std::string drop(std::string_view name) const;
  std::string lease() const;  // a condition: {token} holds the lease of {id}

  std::string inspect() const;                        // a row of 1 or 0: this WordPress writes "off"
  std::string page(std::string_view after) const;     // {limit} rows after a name, which is SQL
  std::string cursor() const;                         // an expression: where the last gc() stopped
  std::string set_cursor(std::string_view to) const;  // `to` is SQL
  std::string remove(std::string_view names) const;   // a list in SQL; rows renewed meanwhile stay
  std::string sample() const;
  std::string whole() const;

 private:
  std::string_view table_, autoload_;
};

}  // namespace usersync

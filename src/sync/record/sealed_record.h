// What this floor keeps in a store: plaintext sealed as data and tied to its kind and name, so that a record
// moved under another name, or read as another kind, does not open. docs/formats.md, "Names in the store".
#pragma once

#include <initializer_list>
#include <string_view>

#include "base/random.h"
#include "crypto/envelope.h"
#include "store/record.h"

namespace usersync {

// The context is "usersync/" kind "/" and base64url of the name. `out` as in Envelope::seal().
Status seal_record(TenantKeys& keys, std::string_view kind, const RecordName& name,
                   std::initializer_list<View> plaintext, Random& random, Bytes& out);

// Code::plaintext for what is not sealed at all, else those of Envelope::open(). `out` must not be the
// record.
Status open_record(TenantKeys& keys, std::string_view kind, const RecordName& name, View record, Bytes& out);

}  // namespace usersync

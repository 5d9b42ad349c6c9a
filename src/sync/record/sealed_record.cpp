#include "sync/record/sealed_record.h"

#include <string>

#include "wire/base64url.h"

namespace usersync {
namespace {

Binding binding_of(std::string_view kind, const RecordName& name) {
  std::string context = "usersync/";
  context += kind;
  context += '/';
  context += to_base64url(name.view());
  return Binding::data(context);
}

}  // namespace

Status seal_record(TenantKeys& keys, std::string_view kind, const RecordName& name,
                   std::initializer_list<View> plaintext, Random& random, Bytes& out) {
  return Envelope::seal(keys, binding_of(kind, name), plaintext, random, out);
}

Status open_record(TenantKeys& keys, std::string_view kind, const RecordName& name, View record, Bytes& out) {
  if (!Envelope::recognises(record) && !Envelope::is_newer_format(record)) {
    return Error{Msg::record_not_sealed};
  }
  return Envelope::open(keys, binding_of(kind, name), record, out);
}

}  // namespace usersync

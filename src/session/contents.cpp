// What a record may hold, and what one is made of: docs/formats.md, "What a record may be".
#include "session/session.h"

#include "base/assert.h"

namespace usersync {

// Checks the record, and sets data_ to the session's bytes.
Status Session::validate_and_open() {
  header_ = SessionHeader{};
  header_.created = dependencies_.clock->wall_seconds();
  if (!record_) return validate_binding();

  const View stored = record_->data;
  View plaintext = stored;
  if (Envelope::recognises(stored) || Envelope::is_newer_format(stored)) {
    if (auto opened = open_sealed(stored); !opened) return opened;
    plaintext = dependencies_.buffers->plaintext();
  } else if (dependencies_.keys != nullptr) {
    if (settings_.encryption != Encryption::migrate) {
      return Error{Msg::session_plaintext};
    }
    pending_.reseal = true;
  }
  auto decoded = SessionPlaintext::decode(plaintext);
  if (!decoded) return decoded.error();
  const Seconds now = dependencies_.clock->wall_seconds();
  const SessionHeader& header = decoded->header;
  const bool outlived =
      settings_.absolute_lifetime.count() > 0 && header.created + settings_.absolute_lifetime <= now;
  if (outlived || (header.binding && header.binding->end <= now)) {
    record_.reset();  // expired: a new session begins under the grant that read it
    pending_.reseal = false;
    return validate_binding();
  }
  header_ = decoded->header;
  data_ = decoded->data;
  return validate_binding();
}

// The parent is stored in clear, the binding is sealed. When they differ, someone who can write to the store
// has detached the session from its login, or attached it to another.
Status Session::validate_binding() {
  if (!record_) {
    if (!grant_) return {};
    grant_.set_parent(std::nullopt);
    return inherited_ ? bind(*inherited_) : Status{};
  }
  if (!grant_) return {};  // read without a lock: the store has checked the parent
  const std::optional<RecordName> login =
      header_.binding ? std::optional(header_.binding->login) : std::nullopt;
  if (grant_.parent() == login) return {};
  ++dependencies_.counters->tampered;
  return Error{Msg::session_binding_broken};
}

Status Session::bind(const LoginBinding& binding) {
  if (!grant_) {
    return Error{Msg::session_not_open};
  }
  header_.binding = binding;
  grant_.set_parent(binding.login);
  pending_.binding = true;
  return {};
}

Status Session::unbind() {
  if (!grant_) {
    return Error{Msg::session_not_open};
  }
  const bool stored = record_ && header_.binding && !pending_.binding;
  header_.binding.reset();
  grant_.set_parent(std::nullopt);
  pending_.binding = true;
  if (!stored) return {};
  // The script may have changed its copy of the data: write what was read.
  const View before = record_->data;
  View plaintext = before;
  if (Envelope::recognises(before)) {
    if (auto opened = open_sealed(before); !opened) return opened;
    plaintext = dependencies_.buffers->plaintext();
  }
  const auto decoded = SessionPlaintext::decode(plaintext);
  if (!decoded) return decoded.error();
  if (auto sealed = seal(id_, decoded->data); !sealed) return sealed;
  return dependencies_.store->write(grant_, dependencies_.buffers->sealed,
                                    std::max(record_->remaining, Seconds(1)), After::keep_lock);
}

Status Session::open_sealed(View record) {
  if (dependencies_.keys == nullptr) {
    if (Envelope::is_newer_format(record)) {
      return Error{Msg::session_newer_format};
    }
    return Error{Msg::session_needs_keyring, Envelope::key_id_text(record)};
  }
  auto opened =
      Envelope::open(*dependencies_.keys, Binding::session(settings_.scope, settings_.prefix, id_.text()),
                     record, dependencies_.buffers->plaintext_to_fill());
  if (!opened) {
    if (opened.error().code != Code::tampered) return opened;
    ++dependencies_.counters->tampered;
    return Error{Msg::session_tampered, Envelope::key_id_text(record)};
  }
  pending_.reseal = !Envelope::under_first_key(record, *dependencies_.keys);
  return {};
}

Status Session::seal(const SessionId& id, View data) {
  Bytes& sealed = dependencies_.buffers->sealed;
  Bytes& header = dependencies_.buffers->header;
  header_.encode(header);
  if (dependencies_.keys != nullptr) {
    const auto binding = Binding::session(settings_.scope, settings_.prefix, id.text());
    USERSYNC_ASSERT(
        SessionPlaintext::decode(header).ok());  // a reader accepts the header with the data behind it
    return Envelope::seal(*dependencies_.keys, binding, {header, data}, *dependencies_.random, sealed);
  }
  sealed.assign(header.begin(), header.end());
  sealed.insert(sealed.end(), data.begin(), data.end());
  return {};
}

}  // namespace usersync

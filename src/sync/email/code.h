// Codes by mail: they prove that whoever asked reads an address, and log nobody in. docs/formats.md, "Email
// codes".
//
// A code's record is named by address, purpose and browser. Another browser can neither guess at a code, nor
// use up its tries, nor void it. Limits are records too, so the answer says when to come back.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/random.h"
#include "crypto/keyring/keyring.h"
#include "store/store.h"
#include "wire/ip_address.h"

namespace usersync {

// What a code is good for. One with another address, purpose or browser is another code.
struct CodeSubject {
  std::string_view address;               // of normalize_email()
  std::string_view purpose;               // a name, as Network::is_name() has it
  std::optional<std::string_view> state;  // the secret of the browser that asks; nothing: any may bring it
};

enum class CodeKind : std::uint8_t { digits = 1, link = 2 };

struct CodeTerms {
  CodeKind kind = CodeKind::digits;
  int digits = 6;  // 6 to 10
  Seconds lifetime{600};
  std::optional<IpAddress> requester{};  // nothing: not counted
};

struct EmailCode {
  std::string code;
  Seconds expires{0};
  Seconds wait{0};  // not zero: too many were made, and this one was not
};

enum class CodeVerdict : std::uint8_t { ok, wrong, expired, exhausted };

// One tenant's codes in one store.
class EmailCodes {
 public:
  static constexpr int kMinDigits = 6, kMaxDigits = 10;
  static constexpr std::uint8_t kTries = 5;
  static constexpr Seconds kApart{60};  // between two codes for one address

  // All outlive it. `terms` say how long to wait for a record's lock.
  EmailCodes(Store& store, TenantKeys& keys, std::string_view scope, std::string_view prefix,
             const Terms& terms, Clock& clock, Random& random)
      : store_(store),
        keys_(keys),
        scope_(scope),
        prefix_(prefix),
        terms_(terms),
        clock_(clock),
        random_(random) {}

  Result<EmailCode> create(const CodeSubject& subject, const CodeTerms& terms);

  // A try is written down before it is compared. Ok for one caller, however many come at once.
  Result<CodeVerdict> verify(const CodeSubject& subject, std::string_view code);

 private:
  RecordName name_of(const CodeSubject& subject, std::size_t key);
  RecordName limit_of(std::string_view what, std::string_view whose);
  std::array<std::uint8_t, 32> proof_of(const RecordName& name, std::string_view code, std::size_t key);
  Result<Seconds> count(const CodeSubject& subject, const CodeTerms& terms);
  Result<std::optional<CodeVerdict>> validate(const CodeSubject& subject, std::string_view code,
                                              std::size_t key);

  Store& store_;
  TenantKeys& keys_;
  std::string_view scope_;
  std::string_view prefix_;
  const Terms& terms_;
  Clock& clock_;
  Random& random_;
};

}  // namespace usersync

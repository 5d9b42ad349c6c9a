#include "sync/email/code.h"

#include <algorithm>
#include <vector>

#include "base/ascii.h"
#include "base/codec.h"
#include "crypto/digest.h"
#include "sync/record/rate_limit.h"
#include "wire/base64url.h"

namespace usersync {
namespace {

constexpr std::uint8_t kVersion = 1;
constexpr std::string_view kKind = "code";
constexpr RateLimit kPerRequester{20, Seconds(3600)};
constexpr RateLimit kPerAddress{5, Seconds(3600), EmailCodes::kApart};

// Record: u8 1 || u8 kind || u8 tries || u8 used || u64 expires (ms) || proof 32.
struct Kept {
  CodeKind kind = CodeKind::digits;
  std::uint8_t tries = 0;
  bool used = false;
  Millis expires{0};
  std::array<std::uint8_t, 32> proof{};
};

Bytes write_kept(const Kept& kept) {
  Bytes record;
  Writer writer(record);
  writer.u8(kVersion);
  writer.u8(static_cast<std::uint8_t>(kept.kind));
  writer.u8(kept.tries);
  writer.u8(kept.used ? 1 : 0);
  writer.u64(static_cast<std::uint64_t>(kept.expires.count()));
  writer.bytes(kept.proof);
  return record;
}

std::optional<Kept> read_kept(View record) {
  Reader reader(record);
  const auto version = reader.u8(), kind = reader.u8(), tries = reader.u8(), used = reader.u8();
  const auto expires = reader.u64();
  const auto proof = reader.bytes(32);
  if (!proof || !reader.rest().empty() || *version != kVersion || *kind < 1 || *kind > 2 || *used > 1) {
    return std::nullopt;
  }
  Kept kept{
      static_cast<CodeKind>(*kind), *tries, *used == 1, Millis(static_cast<std::int64_t>(*expires)), {}};
  std::copy(proof->begin(), proof->end(), kept.proof.begin());
  return kept;
}

// Every number of so many digits is as likely as any other: what does not divide evenly is drawn again.
Result<std::string> random_digits(int count, Random& random) {
  std::uint64_t numbers = 1;
  for (int i = 0; i < count; ++i) numbers *= 10;
  const std::uint64_t excess = (0 - numbers) % numbers;  // 2^64 modulo `numbers`
  std::uint64_t drawn;
  do {
    std::array<std::uint8_t, 8> bytes;
    if (const Status filled = random.fill(bytes); !filled) return filled.error();
    drawn = *Reader(bytes).u64();
  } while (drawn < excess);
  std::string digits(static_cast<std::size_t>(count), '0');
  for (std::uint64_t rest = drawn % numbers; rest != 0; rest /= 10) {
    digits[static_cast<std::size_t>(--count)] = static_cast<char>('0' + rest % 10);
  }
  return digits;
}

Result<std::string> random_code(const CodeTerms& terms, Random& random) {
  if (terms.kind == CodeKind::digits) return random_digits(terms.digits, random);
  std::array<std::uint8_t, 32> bytes;
  if (const Status filled = random.fill(bytes); !filled) return filled.error();
  return to_base64url(bytes);
}

std::string joined(std::initializer_list<std::string_view> fields) {
  std::string text;
  for (const std::string_view field : fields) {
    if (!text.empty()) text += '\0';
    text += field;
  }
  return text;
}

RecordName named(const std::array<std::uint8_t, 32>& mac) {
  RecordName name;
  std::copy_n(mac.begin(), name.bytes.size(), name.bytes.begin());
  return name;
}

}  // namespace

RecordName EmailCodes::name_of(const CodeSubject& subject, std::size_t key) {
  std::array<std::uint8_t, 32> hash;
  std::string_view requester;
  if (subject.state) {
    hash = Sha256().add(*subject.state).finish();
    requester = text_of(hash);
  }
  const std::string fields = joined({"code", scope_, prefix_, subject.purpose, subject.address, requester});
  return named(keys_.mac(Purpose::code, key, view_of(fields)));
}

RecordName EmailCodes::limit_of(std::string_view what, std::string_view whose) {
  const std::string fields = joined({"limit", scope_, prefix_, what, whose});
  return named(keys_.mac(Purpose::code, 0, view_of(fields)));
}

std::array<std::uint8_t, 32> EmailCodes::proof_of(const RecordName& name, std::string_view code,
                                                  std::size_t key) {
  const std::string fields = joined({"proof", text_of(name.view())}).append(code);
  return keys_.mac(Purpose::code, key, view_of(fields));
}

// The requester's limit comes first, so that nothing is counted against the address when it is reached.
Result<Seconds> EmailCodes::count(const CodeSubject& subject, const CodeTerms& terms) {
  if (terms.requester) {
    const std::string prefix = terms.requester->prefix(terms.requester->family() == '4' ? 24 : 64).text();
    const auto wait =
        count_against(kPerRequester, store_, keys_, limit_of("requester", prefix), terms_, clock_, random_);
    if (!wait || *wait > Seconds(0)) return wait;
  }
  // In lower case: writing an address differently gives no further codes for one mailbox.
  return count_against(kPerAddress, store_, keys_, limit_of("address", to_lower(subject.address)), terms_,
                       clock_, random_);
}

Result<EmailCode> EmailCodes::create(const CodeSubject& subject, const CodeTerms& terms) {
  const auto wait = count(subject, terms);
  if (!wait) return wait.error();
  if (*wait > Seconds(0)) return EmailCode{{}, {}, *wait};
  auto code = random_code(terms, random_);
  if (!code) return code.error();

  const RecordName name = name_of(subject, 0);
  Kept kept;
  kept.kind = terms.kind;
  kept.expires = clock_.wall() + terms.lifetime;
  kept.proof = proof_of(name, *code, 0);
  auto held = HeldRecord::acquire(store_, keys_, kKind, name, terms_);
  if (!held) return held.error();
  if (const Status written = held->write(write_kept(kept), terms.lifetime, After::release, random_);
      !written) {
    return written.error();
  }
  // One that was made under a key before would come to light again when this one is gone.
  std::vector<RecordName> former;
  for (std::size_t key = 1; key < keys_.size(); ++key) former.push_back(name_of(subject, key));
  if (!former.empty()) {
    if (const Status gone = store_.destroy_all(former, terms_); !gone) return gone.error();
  }
  return EmailCode{std::move(*code), std::chrono::duration_cast<Seconds>(kept.expires), {}};
}

// Nothing: there is no record under this key's name.
Result<std::optional<CodeVerdict>> EmailCodes::validate(const CodeSubject& subject, std::string_view code,
                                                        std::size_t key) {
  using Verdict = std::optional<CodeVerdict>;
  const RecordName name = name_of(subject, key);
  const auto proof = proof_of(name, code, key);  // also where nothing is: the same work for every address
  auto held = HeldRecord::acquire(store_, keys_, kKind, name, terms_);
  if (!held) return held.error();
  const Millis now = clock_.wall();
  auto kept = held->plaintext() ? read_kept(*held->plaintext()) : std::nullopt;
  if (!kept) {
    (void)equal_in_constant_time(proof, Kept{}.proof);
    return Verdict();
  }
  if (kept->used || kept->expires <= now) return Verdict(CodeVerdict::expired);
  const Seconds remaining = std::chrono::ceil<Seconds>(kept->expires - now);
  if (kept->kind == CodeKind::digits) {
    if (kept->tries >= kTries) return Verdict(CodeVerdict::exhausted);
    ++kept->tries;
    if (const Status counted = held->write(write_kept(*kept), remaining, After::keep_lock, random_);
        !counted) {
      return counted.error();
    }
  }
  if (!equal_in_constant_time(proof, kept->proof)) return Verdict(CodeVerdict::wrong);
  kept->used = true;
  if (const Status used = held->write(write_kept(*kept), remaining, After::release, random_); !used) {
    return used.error();
  }
  return Verdict(CodeVerdict::ok);
}

Result<CodeVerdict> EmailCodes::verify(const CodeSubject& subject, std::string_view code) {
  for (std::size_t key = 0; key < keys_.size(); ++key) {
    const auto verdict = validate(subject, code, key);
    if (!verdict) return verdict.error();
    if (*verdict) return **verdict;
  }
  return CodeVerdict::expired;
}

}  // namespace usersync

#include "sync/browser/state.h"

#include <algorithm>
#include <array>

#include "base/codec.h"
#include "crypto/challenge.h"
#include "crypto/digest.h"
#include "sync/record/sealed_record.h"
#include "wire/base64url.h"
#include "wire/ids.h"

namespace usersync {
namespace {

// Record: u8 1 || u64 created || id 22 || where to go.
constexpr std::uint8_t kVersion = 1;
constexpr std::size_t kStateText = 43;

constexpr std::string_view kKind = "state";

bool is_state(std::string_view text) {
  const auto bytes = text.size() == kStateText ? from_base64url(text) : std::nullopt;
  return bytes && bytes->size() == 32;
}

struct Opened {
  TakenState state;
  std::string_view id;
};

std::optional<Opened> parse(View plaintext) {
  Reader reader(plaintext);
  const auto version = reader.u8();
  const auto created = reader.u64();
  const auto id = reader.bytes(kIdText);
  if (!version || *version != kVersion || !created || !id) return std::nullopt;
  return Opened{{std::string(text_of(reader.rest())), Seconds(static_cast<std::int64_t>(*created))},
                text_of(*id)};
}

}  // namespace

BrowserStates::Names BrowserStates::names_of(std::string_view state) const {
  const auto digest = Sha256()
                          .add("usersync/1/state")
                          .zero_byte()
                          .add(scope_)
                          .zero_byte()
                          .add(prefix_)
                          .zero_byte()
                          .add(state)
                          .finish();
  Names names;
  std::copy_n(digest.begin(), names.record.bytes.size(), names.record.bytes.begin());
  names.taken.bytes = Sha256().add("usersync/1/state taken").zero_byte().add(View(digest)).finish();
  return names;
}

Result<BrowserState> BrowserStates::create(std::string_view return_to, Seconds lifetime) {
  std::array<std::uint8_t, 48> drawn;
  if (const Status random_bytes = random_.fill(drawn); !random_bytes) return random_bytes.error();
  const Seconds now = clock_.wall_seconds();
  BrowserState made{
      to_base64url(View(drawn).first(32)), {}, to_base64url(View(drawn).last(16)), now + lifetime};
  made.challenge = challenge_of(made.state);
  const RecordName name = names_of(made.state).record;

  Bytes record;
  Writer writer(record);
  writer.u8(kVersion);
  writer.u64(static_cast<std::uint64_t>(now.count()));
  writer.bytes(view_of(made.id));
  writer.bytes(view_of(return_to));
  if (keys_ != nullptr) {
    Bytes sealed;
    if (const Status done = seal_record(*keys_, kKind, name, {record}, random_, sealed); !done) {
      return done.error();
    }
    record = std::move(sealed);
  }
  Terms terms;
  terms.lock = Terms::Lock::none;  // nobody else knows the name yet
  auto acquired = store_.acquire(name, terms);
  if (!acquired) return acquired.error();
  const Status written = store_.write(acquired->grant, record, lifetime, After::release);
  store_.release(acquired->grant);
  if (!written) return written.error();
  return made;
}

Result<std::optional<TakenState>> BrowserStates::take(std::string_view state,
                                                      std::optional<std::string_view> id) {
  const std::optional<TakenState> none;
  if (!is_state(state)) return none;
  const Names names = names_of(state);
  auto record = store_.read(names.record);
  if (!record) return record.error();
  if (!*record) return none;
  Bytes& data = (*record)->data;
  if (keys_ != nullptr) {
    Bytes opened;
    if (!open_record(*keys_, kKind, names.record, data, opened)) return none;
    data = std::move(opened);
  }
  const auto found = parse(data);
  if (!found || (id && *id != found->id)) return none;

  // The record stays until it expires; the claim is what makes it one time, and outlives it.
  const auto first = store_.consume_nonce(names.taken, (*record)->remaining + Seconds(2));
  if (!first) return first.error();
  if (!*first) return none;
  return std::optional<TakenState>(found->state);
}

}  // namespace usersync

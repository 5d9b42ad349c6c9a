// Pairing strings, offers and posts as a stranger might bring them: nothing that was not made here pairs, and
// a string that is accepted is the one that would be written.
#include <algorithm>
#include <cstdlib>

#include "crypto/digest.h"
#include "sync/pairing/pairing.h"
#include "wire/base64url.h"

using namespace usersync;

namespace {

void must(bool good) {
  if (!good) std::abort();
}

// Nobody may come this far.
class NoStore final : public Store {
 public:
  Result<Acquired> acquire(const RecordName&, const Terms&) override { std::abort(); }
  Result<std::optional<Record>> read(const RecordName&) override { std::abort(); }
  Status write(Grant&, View, Seconds, After) override { std::abort(); }
  Status touch(Grant&, View, Seconds, After) override { std::abort(); }
  Status destroy(const RecordName&, const Terms&) override { std::abort(); }
  Status renew(Grant&, const Terms&) override { std::abort(); }
  void release(Grant&) noexcept override { std::abort(); }
  Result<std::int64_t> gc(std::int64_t) override { std::abort(); }
  Result<bool> consume_nonce(const NonceName&, Seconds) override { std::abort(); }
  std::string_view description() const noexcept override { return "none"; }
  bool needs_collecting() const noexcept override { return false; }
};

struct Site {
  Keyring ring = Keyring::from_text("k3.local.cHFyc3R1dnd4eXp7fH1-f4CBgoOEhYaHiImKi4yNjo8").value();
  std::unique_ptr<TenantKeys> keys = TenantKeys::derive(ring, "site").value();
  NoStore store;
  SiteUrl url = SiteUrl::parse("https://a.example").value();
  PairOffer offer = offer_pair("main", url, "", *keys, system_clock(), system_random()).value();
};

void check_string(std::string_view text) {
  const auto invitation = read_pairing(text);
  if (!invitation) return;
  must(is_post_path(invitation->path));
  const auto again = read_pairing(write_pairing(*invitation));
  must(again.ok() && again->site == invitation->site && again->path == invitation->path);
  must(again->network == invitation->network && again->secret == invitation->secret);
  must(again->expires == invitation->expires && again->id() == invitation->id());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static Site site;
  const std::string_view text = text_of(View(data, size));
  check_string(text);
  // The same behind a good head and in front of a good tail.
  const std::string head = "usersync-pair-1." + to_base64url(View(data, size));
  check_string(head + "." + to_base64url(View(Sha256().add(head).finish()).first(6)));

  const std::string_view first = text.substr(0, size / 3), second = text.substr(size / 3, size / 3),
                         third = text.substr(size / 3 * 2);
  PairPost post{site.offer.id, std::string(first), std::string(second), std::string(third)};
  must(!accept_pair(text, post, *site.keys, site.store, "site", "usersync:", system_clock()).ok());
  must(
      !accept_pair(site.offer.offer, post, *site.keys, site.store, "site", "usersync:", system_clock()).ok());
  post.url = "https://b.example";
  post.nonce = to_base64url(Sha256().add(second).finish());
  must(
      !accept_pair(site.offer.offer, post, *site.keys, site.store, "site", "usersync:", system_clock()).ok());
  return 0;
}

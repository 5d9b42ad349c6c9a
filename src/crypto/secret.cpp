#include "crypto/secret.h"

#include <openssl/crypto.h>
#include <pthread.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <bitset>
#include <cstring>
#include <mutex>
#include <new>
#include <utility>

namespace usersync {
namespace {

// One 4 KiB block of key slots between two pages that nobody may touch, so that a run over neighbouring
// memory ends in a fault instead of in a key. libcrypto's secure heap would do the same, but it belongs to
// the whole process and must be sized once, by the application.
struct Block {
  static constexpr std::size_t kSlots = 127;

  Block* next;
  std::bitset<kSlots> taken;
  alignas(SecretKey::kLength) std::uint8_t slots[kSlots][SecretKey::kLength];
};
static_assert(sizeof(Block) == 4096);

std::mutex gate;
Block* first_block = nullptr;

// A child forked by another thread must not inherit a locked gate.
[[maybe_unused]] const int registered =
    pthread_atfork([] { gate.lock(); }, [] { gate.unlock(); }, [] { gate.unlock(); });

std::size_t page_size() noexcept {
  static const auto size = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  return size;
}

// Guard, block, guard: each a whole page, and no supported page is smaller than a block.
std::size_t mapping_size() noexcept { return 3 * page_size(); }

Block* map_block() noexcept {
  void* const mapped = mmap(nullptr, mapping_size(), PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (mapped == MAP_FAILED) return nullptr;
  std::uint8_t* const middle = static_cast<std::uint8_t*>(mapped) + page_size();
  if (mprotect(middle, page_size(), PROT_READ | PROT_WRITE) != 0) {
    munmap(mapped, mapping_size());
    return nullptr;
  }
  // Both are best effort: RLIMIT_MEMLOCK may be 0, and a kernel may not know the advice.
  madvise(middle, page_size(), MADV_DONTDUMP);
  mlock(middle, page_size());
  return new (middle) Block{};
}

std::uint8_t* take_slot() noexcept {
  const std::lock_guard hold(gate);
  Block* block = first_block;
  while (block != nullptr && block->taken.all()) block = block->next;
  if (block == nullptr) {
    block = map_block();
    if (block == nullptr) return nullptr;
    block->next = first_block;
    first_block = block;
  }
  std::size_t i = 0;
  while (block->taken.test(i)) ++i;
  block->taken.set(i);
  return block->slots[i];
}

void free_slot(std::uint8_t* slot) noexcept {
  wipe({slot, SecretKey::kLength});
  const std::lock_guard hold(gate);
  Block** link = &first_block;
  while (slot < (*link)->slots[0] || slot > (*link)->slots[Block::kSlots - 1]) link = &(*link)->next;
  Block* const block = *link;
  block->taken.reset(static_cast<std::size_t>(slot - block->slots[0]) / SecretKey::kLength);
  if (block->taken.any()) return;
  *link = block->next;
  munmap(reinterpret_cast<std::uint8_t*>(block) - page_size(), mapping_size());
}

}  // namespace

bool equal_in_constant_time(View a, View b) noexcept {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

Result<SecretKey> SecretKey::copy_of(View bytes) {
  if (bytes.size() != kLength) return Error{Msg::key_length};
  std::uint8_t differences = 0;
  for (const std::uint8_t byte : bytes) differences |= byte ^ bytes[0];
  if (differences == 0) return Error{Msg::key_repeated_byte};

  SecretKey key;
  key.slot_ = take_slot();
  if (key.slot_ == nullptr) return Error{Msg::out_of_memory};
  std::copy(bytes.begin(), bytes.end(), key.slot_);
  return key;
}

SecretKey::SecretKey(SecretKey&& other) noexcept : slot_(std::exchange(other.slot_, nullptr)) {}

SecretKey& SecretKey::operator=(SecretKey&& other) noexcept {
  std::swap(slot_, other.slot_);
  return *this;
}

SecretKey::~SecretKey() {
  if (slot_ != nullptr) free_slot(slot_);
}

View SecretKey::reveal() const noexcept { return slot_ == nullptr ? View{} : View{slot_, kLength}; }

}  // namespace usersync

#include "store/sqlite/fork_guard.h"

#include <atomic>

namespace usersync {
namespace {

// The list of all guards. Held from prepare() until the fork is over, so that no thread opens or closes a
// handle meanwhile. A pthread mutex, because the child releases the lock that its parent's thread took.
pthread_mutex_t list_mutex = PTHREAD_MUTEX_INITIALIZER;
ForkGuarded* list = nullptr;
bool left_open = false;  // by the last prepare()
std::atomic<bool> inherited{false};

}  // namespace

struct ForkGuarded::Handlers {
  Handlers() noexcept { pthread_atfork(prepare, in_parent, in_child); }
};

ForkGuarded::ForkGuarded() noexcept : thread_(pthread_self()) {
  static const Handlers handlers;
  pthread_mutex_lock(&list_mutex);
  next_ = list;
  if (list != nullptr) list->previous_ = this;
  list = this;
  pthread_mutex_unlock(&list_mutex);
}

ForkGuarded::~ForkGuarded() {
  pthread_mutex_lock(&list_mutex);
  (previous_ != nullptr ? previous_->next_ : list) = next_;
  if (next_ != nullptr) next_->previous_ = previous_;
  pthread_mutex_unlock(&list_mutex);
}

bool ForkGuarded::inherited_open_handles() noexcept { return inherited.load(std::memory_order_relaxed); }

void ForkGuarded::prepare() noexcept {
  pthread_mutex_lock(&list_mutex);
  left_open = false;
  for (const ForkGuarded* each = list; each != nullptr; each = each->next_) {
    if (pthread_equal(each->thread_, pthread_self()) == 0) left_open = true;
  }
  if (left_open) return;
  for (ForkGuarded* each = list; each != nullptr; each = each->next_) each->close_before_fork();
}

void ForkGuarded::in_parent() noexcept { pthread_mutex_unlock(&list_mutex); }

void ForkGuarded::in_child() noexcept {
  if (left_open) inherited.store(true, std::memory_order_relaxed);
  pthread_mutex_unlock(&list_mutex);
}

}  // namespace usersync

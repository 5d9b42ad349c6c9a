#include "php/values/options.h"

#include "php/boundary.h"

namespace usersync {
namespace {

using Type = Option::Type;

struct Expected {
  const char* words;
  unsigned char zend_type;  // of bool: either
};

Expected expected(Type type) noexcept {
  switch (type) {
    case Type::text:
      return {"a string", IS_STRING};
    case Type::number:
      return {"an integer", IS_LONG};
    case Type::flag:
      return {"true or false", IS_TRUE};
    default:
      return {"an array", IS_ARRAY};
  }
}

const zval* behind_reference(const zval* value) noexcept {
  ZVAL_DEREF(value);
  return value;
}

// "key "ttl"", or "key "may" of peers[https://a.example]".
constexpr std::size_t kPosition = 320;
void describe_position(std::string_view name, std::string_view within, char (&out)[kPosition]) {
  const auto shown = [](std::string_view text) {
    return static_cast<int>(std::min<std::size_t>(text.size(), 130));
  };
  snprintf(out, sizeof(out), "key \"%.*s\"%s%.*s", shown(name), name.data(), within.empty() ? "" : " of ",
           shown(within), within.empty() ? "" : within.data());
}

bool check_list(std::uint32_t argument, const zval* list, const char* position) {
  const zval* const wrong = first_not_text(Z_ARRVAL_P(list));
  if (wrong == nullptr) return true;
  zend_argument_type_error(argument, "must hold a list of strings under %s, %s found", position,
                           zend_zval_type_name(wrong));
  return false;
}

}  // namespace

bool check_options(std::uint32_t argument, HashTable* given, std::span<const Option> known,
                   std::string_view within) {
  char position[kPosition];
  zend_ulong index;
  zend_string* name;
  const zval* value;
  ZEND_HASH_FOREACH_KEY_VAL(given, index, name, value) {
    if (name == nullptr) {
      zend_argument_value_error(argument, "must have names as keys, " ZEND_ULONG_FMT " is none", index);
      return false;
    }
    const std::string_view given_name = text_of(name);
    describe_position(given_name, within, position);
    const auto* found = known.data();
    const auto* const end = found + known.size();
    while (found != end && found->name != given_name) ++found;
    if (found == end) {
      zend_argument_value_error(argument, "has an unknown %s", position);
      return false;
    }
    value = behind_reference(value);
    if (Z_TYPE_P(value) == IS_NULL) continue;
    const Expected wanted = expected(found->type);
    const bool fits =
        Z_TYPE_P(value) == wanted.zend_type || (wanted.zend_type == IS_TRUE && Z_TYPE_P(value) == IS_FALSE);
    if (!fits) {
      zend_argument_type_error(argument, "must hold %s under %s, %s found", wanted.words, position,
                               zend_zval_type_name(value));
      return false;
    }
    if (found->type == Type::list_of_text && !check_list(argument, value, position)) return false;
  }
  ZEND_HASH_FOREACH_END();
  return true;
}

const zval* first_not_text(HashTable* list) noexcept {
  const zval* element;
  ZEND_HASH_FOREACH_VAL(list, element) {
    element = behind_reference(element);
    if (Z_TYPE_P(element) != IS_STRING) return element;
  }
  ZEND_HASH_FOREACH_END();
  return nullptr;
}

std::vector<std::string_view> texts_of(HashTable* list) {
  std::vector<std::string_view> texts;
  if (list == nullptr) return texts;
  const zval* element;
  ZEND_HASH_FOREACH_VAL(list, element) { texts.push_back(text_of(Z_STR_P(behind_reference(element)))); }
  ZEND_HASH_FOREACH_END();
  return texts;
}

const zval* option(HashTable* given, std::string_view name) noexcept {
  const zval* const value = zend_hash_str_find(given, name.data(), name.size());
  if (value == nullptr) return nullptr;
  const zval* const meant = behind_reference(value);
  return Z_TYPE_P(meant) == IS_NULL ? nullptr : meant;
}

std::optional<std::string_view> text_option(HashTable* given, std::string_view name) noexcept {
  const zval* const value = option(given, name);
  if (value == nullptr) return std::nullopt;
  return text_of(Z_STR_P(value));
}

std::optional<zend_long> number_option(HashTable* given, std::string_view name) noexcept {
  const zval* const value = option(given, name);
  if (value == nullptr) return std::nullopt;
  return Z_LVAL_P(value);
}

std::optional<bool> flag_option(HashTable* given, std::string_view name) noexcept {
  const zval* const value = option(given, name);
  if (value == nullptr) return std::nullopt;
  return Z_TYPE_P(value) == IS_TRUE;
}

HashTable* array_option(HashTable* given, std::string_view name) noexcept {
  const zval* const value = option(given, name);
  return value == nullptr ? nullptr : Z_ARRVAL_P(value);
}

}  // namespace usersync

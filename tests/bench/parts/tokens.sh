# shellcheck shell=bash disable=SC2034,SC2154
# Part: a token made and read in PHP beside other libraries, microseconds
"$here/peers" paseto php-jwt
vendor=$out/peers/vendor

for figure in generate verify; do
  contender ours php_with usersync "$here/tokens.php" ours "$figure" "$(fewer 20000)"
  if [[ -d $vendor/paragonie/paseto ]]; then
    for contender in paseto paseto-bare; do
      contender $contender php_with mbstring "$here/tokens.php" $contender "$figure" "$(fewer 3000)" "$vendor/autoload.php"
    done
  fi
  if [[ -d $vendor/firebase/php-jwt ]]; then
    contender php-jwt php_with mbstring "$here/tokens.php" php-jwt "$figure" "$(fewer 10000)" "$vendor/autoload.php"
  fi
  compare "$figure"
  bound "$figure" "paseto / ours >= 10"
  bound "$figure" "paseto-bare / ours >= 10"
done
note "paseto: paragonie/paseto $(peer_version paragonie/paseto), Builder and Parser with rules; paseto-bare: its Version3 and json_encode() alone."
note "php-jwt $(peer_version firebase/php-jwt): HS256, signed and not sealed. ours: claims and challenge checked, the jti not claimed."

# Whole tokens without PHP, beside the bare calls: token_bench.cpp has its own five rounds and prints the medians.
binary=$out/bin/token_bench
if [[ ! -x $binary || -n $(find "$root/src" "$here/token_bench.cpp" -name '*.[ch]*' -newer "$binary" -print -quit) ]]; then
  say "building token_bench"
  mapfile -t sources < <(find "$root"/src/{base,crypto,sync} -name '*.cpp')
  sources+=("$here/token_bench.cpp" "$root"/src/wire/{base64url,ip_address,json,json_text,rfc3339}.cpp "$root/src/store/store.cpp")
  g++ -std=c++20 -O2 -I"$root/src" -o "$binary" "${sources[@]}" -lcrypto
fi
pinned "$binary" >"$work/said"
sed 's/^/  /' "$work/said" >&2
awk -F '  +' -v OFS='\t' '/^token / { sub("token ", "", $1); print "without PHP: " $1, "ours", 1, $2 / 1000; print "without PHP: " $1, "evp", 1, $3 / 1000 }' \
  "$work/said" >>"$results"
bound "without PHP: generate, whole" "ours / evp <= 1.5"
bound "without PHP: verify, whole" "ours / evp <= 1.5"
note "evp: the HMACs, AES-CTR, SHA-256 and getrandom of that token with kept contexts, and nothing else."

# shellcheck shell=bash disable=SC2034,SC2154
# Part: sealing and tokens beside the OpenSSL calls they cannot do without, nanoseconds
#
# crypto_bench.cpp has its own five rounds and prints the medians of both sides.
binary=$out/bin/crypto_bench
make_crypto_bench() {
  local source sources
  mapfile -t sources < <(find "$root"/src/{base,crypto} -name '*.cpp')
  sources+=("$here/crypto_bench.cpp" "$root/src/wire/base64url.cpp")
  for source in "${sources[@]}"; do
    [[ $binary -nt $source ]] || {
      say "building crypto_bench"
      g++ -std=c++20 -O2 -I"$root/src" -o "$binary" "${sources[@]}" -lcrypto
      return
    }
  done
}
make_crypto_bench
pinned "$binary" >"$work/said"
awk -F '  +' -v OFS='\t' '/^(seal|token) / && !/new buffers/ { print $1, "ours", 1, $2; print $1, "floor", 1, $3 }' "$work/said" >>"$results"
bound "seal + open 1 KiB" "ours / floor <= 1.3"
bound "token seal, 350 bytes" "ours / floor <= 1.5"
bound "token open, 350 bytes" "ours / floor <= 1.5"
note "floor: bare AES-256-GCM, re-keyed for each message, a getrandom nonce for each seal; for tokens the HMACs and the AES-CTR of v3.local."

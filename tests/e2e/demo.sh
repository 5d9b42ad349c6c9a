#!/usr/bin/env bash
# bin/demo comes to its end: login at A, arrival at B, four refusals, logout
set -euo pipefail
out=$(bin/demo)
echo "$out"
for said in "hello, Zoe, without a password" "bad_signature, refused" "replayed, refused" "nobody is logged in" "no PHP warning"; do
  grep -qF "$said" <<<"$out"
done

#!/usr/bin/env bash
# Builds the binary from the action's own source, unless the cache had it.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=messages.sh
. "${BASH_SOURCE[0]%/*}/messages.sh"

binary=${BINARY:?}
folder=${binary%/*}

if [ -x "$binary" ] && is_loadable "$binary"; then
  exit 0
fi
has cargo || fail 2 "there is no release for this runner and no \`cargo\` to build one; name a \`version\` or a \`binary\`"
mkdir -p "$folder"
cargo build --release --locked --manifest-path "${GITHUB_ACTION_PATH:?}/Cargo.toml" --target-dir "$folder/target" ||
  fail 2 "the action can't be built from source: see cargo's message above"
mv -f "$folder/target/release/${binary##*/}" "$binary"
rm -rf "$folder/target"

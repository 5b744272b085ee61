#!/usr/bin/env bash
# Builds the binary from the action's own source, unless the cache had it.
set -euo pipefail

name=opentrain-jobs
ending=""
case "${RUNNER_OS:-}" in Windows) ending=.exe ;; esac
folder="${RUNNER_TEMP:?}/$name"

[ -x "$folder/$name$ending" ] && exit 0
if ! command -v cargo >/dev/null 2>&1; then
  echo "::error title=opentrain-jobs::there is no release for this runner and no cargo to build one; name a \`version\` or a \`binary\`"
  exit 2
fi
mkdir -p "$folder"
cargo build --release --locked --manifest-path "${GITHUB_ACTION_PATH:?}/Cargo.toml" --target-dir "$folder/target"
cp "$folder/target/release/$name$ending" "$folder/$name$ending"
rm -rf "$folder/target"

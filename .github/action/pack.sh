#!/usr/bin/env bash
# Packs a release's archive as `cargo binstall` looks for it, see [package.metadata.binstall] in Cargo.toml:
# the binary, the licences, completions and manual pages. Usage: pack.sh BINARY TARGET FOLDER
set -euo pipefail
binary=$1 target=$2 folder=$3
name=opentrain-jobs
ending=
[[ "$binary" != *.exe ]] || ending=.exe

top=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
content=$work/$name-$target
mkdir -p "$content/completions" "$content/man"
cp "$binary" "$content/$name$ending"
cp "$top/README.md" "$top/CHANGELOG.md" "$top/LICENSE-APACHE" "$top/LICENSE-MIT" "$content"
for shell in bash elvish fish powershell zsh; do
  "$binary" completions "$shell" >"$content/completions/$name.$shell"
done
"$binary" man "$content/man"
tar -C "$work" -czf "$folder/$name-$target.tar.gz" "$name-$target"

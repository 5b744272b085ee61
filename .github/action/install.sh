#!/usr/bin/env bash
# Finds the binary: the one that was named, else a release asset checked against its SHA-256, else the action's own source.
# Says on GITHUB_OUTPUT: binary (its path), source (true: it is still to be built), key (of the cache).
set -euo pipefail

name=opentrain-jobs
ending=""
case "${RUNNER_OS:-}" in Windows) ending=.exe ;; esac
folder="${RUNNER_TEMP:?}/$name"

say() { printf '%s=%s\n' "$1" "$2" >>"${GITHUB_OUTPUT:?}"; }

target() {
  case "${RUNNER_OS:-}-${RUNNER_ARCH:-}" in
    Linux-X64) echo x86_64-unknown-linux-gnu ;;
    Linux-ARM64) echo aarch64-unknown-linux-gnu ;;
    macOS-X64) echo x86_64-apple-darwin ;;
    macOS-ARM64) echo aarch64-apple-darwin ;;
    Windows-X64) echo x86_64-pc-windows-msvc ;;
    *) return 1 ;;
  esac
}

# A release asset and its SHA-256; fails where there is none. A wrong sum is no reason to go on.
download() {
  local version=$1 target=$2 repository=${ACTION_REPOSITORY:-} asset base
  [ -n "$repository" ] || return 1
  asset="$name-$target$ending"
  base="${GITHUB_SERVER_URL:-https://github.com}/$repository/releases/download/$version"
  mkdir -p "$folder"
  curl -fsSL --proto '=https' --retry 3 -o "$folder/$name$ending" "$base/$asset" || return 1
  curl -fsSL --proto '=https' --retry 3 -o "$folder/sum" "$base/$asset.sha256" || return 1
  local wanted found
  wanted=$(cut -d ' ' -f 1 "$folder/sum")
  found=$( (sha256sum "$folder/$name$ending" 2>/dev/null || shasum -a 256 "$folder/$name$ending") | cut -d ' ' -f 1)
  if [ "$wanted" != "$found" ]; then
    echo "::error title=opentrain-jobs::the release asset $asset of $version does not have the SHA-256 that was published with it"
    exit 2
  fi
  if command -v gh >/dev/null 2>&1 && [ -n "${GH_TOKEN:-}" ]; then
    gh attestation verify "$folder/$name$ending" --repo "$repository" >/dev/null ||
      { echo "::error title=opentrain-jobs::the release asset $asset of $version has no valid attestation"; exit 2; }
  fi
  chmod +x "$folder/$name$ending"
}

if [ -n "${WITH_BINARY:-}" ]; then
  if [ ! -f "$WITH_BINARY" ]; then
    echo "::error title=opentrain-jobs::the input \`binary\` names no file"
    exit 2
  fi
  say binary "$WITH_BINARY"
  exit 0
fi

say binary "$folder/$name$ending"
version=${WITH_VERSION:-${ACTION_REF:-}}
if [[ "$version" =~ ^v[0-9]+\.[0-9]+\.[0-9]+ ]]; then
  if target=$(target) && download "$version" "$target"; then
    exit 0
  fi
  if [ -n "${WITH_VERSION:-}" ]; then
    echo "::error title=opentrain-jobs::there is no release $version for this runner"
    exit 2
  fi
fi
if [ -n "${WITH_VERSION:-}" ]; then
  echo "::error title=opentrain-jobs::the input \`version\` names a release, for instance \`v0.1.0\`"
  exit 2
fi
say source true
sum() { (sha256sum 2>/dev/null || shasum -a 256) | cut -d ' ' -f 1; }
cd "${GITHUB_ACTION_PATH:?}"
say key "$(find src sandbox/src sandbox/Cargo.toml Cargo.toml Cargo.lock -type f -print0 | sort -z | xargs -0 cat | sum)"

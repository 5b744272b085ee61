#!/usr/bin/env bash
# Finds the binary: the one that was named, else a release asset checked against its SHA-256, else the action's own source.
# Says on GITHUB_OUTPUT: binary (its path), source (true: it is still to be built), folder and key (of the cache), failed (a code).
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=messages.sh
. "${BASH_SOURCE[0]%/*}/messages.sh"
# shellcheck source-path=SCRIPTDIR source=release.sh
. "${BASH_SOURCE[0]%/*}/release.sh"

name=opentrain-jobs
ending=""
case "${RUNNER_OS:-}" in Windows) ending=.exe ;; esac

if [ -n "${WITH_BINARY:-}" ]; then
  case "$WITH_BINARY" in
    *$'\n'*) fail 2 "the input \`binary\` has a line break" ;;
    /* | [A-Za-z]:[/\\]*) binary=$WITH_BINARY ;;
    # A name without a slash would be looked for on the PATH.
    *) binary=$PWD/$WITH_BINARY ;;
  esac
  [ ! -d "$binary" ] || fail 2 "the input \`binary\` names a directory: $binary"
  [ -f "$binary" ] || fail 2 "the input \`binary\` names no file: $binary"
  [ -x "$binary" ] || fail 2 "the input \`binary\` names a file that is not executable: $binary; run \`chmod +x\` in an earlier step"
  is_loadable "$binary" || fail 2 "the input \`binary\` names a file that this runner can't execute: $binary"
  say binary "$binary"
  exit 0
fi

temp=${RUNNER_TEMP:?}/$name
mkdir -p "$temp" 2>/dev/null && [ -w "$temp" ] || fail 2 "RUNNER_TEMP ($RUNNER_TEMP) can't be written"

# The runner puts an action into …/_actions/OWNER/NAME/REF. Inside another composite action, `github.action_repository` is that one's.
repository=$name/$name
ref=""
place=${GITHUB_ACTION_PATH:?}
place=${place//\\//}
if [[ "${place##*/_actions/}" =~ ^([A-Za-z0-9._-]+/[A-Za-z0-9._-]+)/(.+)$ && "$place" == */_actions/* ]]; then
  repository=${BASH_REMATCH[1]}
  ref=${BASH_REMATCH[2]%/}
fi

is_version() { [[ "$1" =~ ^v[0-9]+\.[0-9]+\.[0-9]+$ ]]; }

if [ -n "${WITH_VERSION:-}" ]; then
  if ! is_version "$WITH_VERSION"; then
    near="for instance \`v0.1.0\`"
    ! is_version "v$WITH_VERSION" || near="did you mean \`v$WITH_VERSION\`?"
    fail 2 "the input \`version\` names no release: \`$WITH_VERSION\`; $near"
  fi
  download "$WITH_VERSION" || fail "$code" "$reason"
  say binary "$binary"
  exit 0
fi

if is_version "$ref"; then
  if download "$ref"; then
    say binary "$binary"
    exit 0
  fi
  warn "$reason; the action is built from source"
fi

# What was built on one image may not run on another, and without a sum nothing can be told apart.
key=""
libc() { getconf GNU_LIBC_VERSION 2>/dev/null || ldd --version 2>&1 | head -n 2 || true; }
if has_sum_tool; then
  key=$({
    printf '%s\n' "${ImageOS:-}" "${ImageVersion:-}" "$(libc)"
    cd "$GITHUB_ACTION_PATH"
    find src sandbox/src sandbox/Cargo.toml Cargo.toml Cargo.lock -type f -print0 | sort -z | xargs -0 cat
  } | sum)
  folder=$temp/$key
else
  folder=$(mktemp -d "$temp/XXXXXX")
fi
say source true
say folder "$folder"
say key "$key"
say binary "$folder/$name$ending"

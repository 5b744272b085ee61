# shellcheck shell=bash
# Downloads a release and checks it. Sourced by install.sh, which sets name, ending, temp and repository, and reads code and reason.
# shellcheck disable=SC2034,SC2154

has_sum_tool() { has sha256sum || has shasum; }

# The SHA-256 of standard input.
sum() {
  if has sha256sum; then sha256sum; else shasum -a 256; fi | cut -d ' ' -f 1
}

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

# unusable CODE REASON: there is no release to use; the caller builds the source or fails.
unusable() {
  code=$1
  reason=$2
  return 1
}

# fetch URL FILE
fetch() {
  local status said=0
  status=$(curl -fsSL --proto '=https' --retry 3 -o "$2" -w '%{http_code}' "$1" 2>"$work/told") || said=$?
  [ "$said" != 0 ] || return 0
  case "$said-$status" in
    22- | 22-404 | *-404) unusable 2 "there is no release asset ${1##*/} of $version in $repository" ;;
    *) unusable 3 "the release asset ${1##*/} of $version can't be downloaded: $(tail -n 1 "$work/told")" ;;
  esac
}

# download VERSION: leaves the path in `binary`, or the cause in `code` and `reason`. A wrong sum or attestation ends the step.
download() {
  local version=$1 target asset base work wanted found
  target=$(target) || { unusable 2 "there is no release for this runner (${RUNNER_OS:-} ${RUNNER_ARCH:-})" || return; }
  has curl || { unusable 2 "the runner has no \`curl\` to download the release $version with" || return; }
  has_sum_tool || { unusable 2 "the runner has neither \`sha256sum\` nor \`shasum\` to check the release $version with" || return; }
  asset=$name-$target$ending
  base=${GITHUB_SERVER_URL:-https://github.com}/$repository/releases/download/$version
  work=$(mktemp -d "$temp/XXXXXX") || { unusable 2 "RUNNER_TEMP can't be written" || return; }
  fetch "$base/$asset" "$work/$asset" || return
  fetch "$base/$asset.sha256" "$work/sum" || return
  wanted=$(head -n 1 "$work/sum" | cut -d ' ' -f 1)
  [[ "$wanted" =~ ^[0-9a-f]{64}$ ]] || fail 2 "the file $asset.sha256 of the release $version holds no SHA-256"
  found=$(sum <"$work/$asset")
  [ "$wanted" = "$found" ] || fail 2 "the release asset $asset of $version does not have the SHA-256 that was published with it"
  ensure_attested "$work/$asset"
  chmod +x "$work/$asset" || { unusable 2 "the release $version can't be made executable" || return; }
  is_loadable "$work/$asset" || { unusable 2 "the release $version needs a newer system than this runner's" || return; }
  binary=$work/$name$ending
  mv "$work/$asset" "$binary" || unusable 2 "the release $version can't be stored in RUNNER_TEMP"
}

# Ends the step where GitHub has no attestation for the file. Where it can't be asked, the SHA-256 has to do.
ensure_attested() {
  local told
  has gh && [ -n "${GH_TOKEN:-}" ] || return 0
  told=$(gh attestation verify "$1" --repo "$repository" 2>&1 </dev/null) && return
  case "$told" in
    *"unknown command"*)
      warn "\`gh\` of this runner is older than 2.49 and can't check the attestation of $asset; its SHA-256 is right" ;;
    *"gh auth login"* | *"HTTP 401"* | *"HTTP 403"* | *"HTTP 408"* | *"HTTP 429"* | *"HTTP 5"[0-9][0-9]* | *"rate limit"* | \
      *"error connecting to"* | *"dial tcp"* | *"no such host"* | *"onnection re"* | *[Tt]imeout* | *"timed out"* | *"deadline exceeded"* | *"TLS handshake"* | *": EOF"*)
      warn "the attestation of $asset can't be checked now: $(head -n 1 <<<"$told"); its SHA-256 is right" ;;
    *) fail 2 "the release asset $asset of $version has no valid attestation: $(head -n 1 <<<"$told")" ;;
  esac
}

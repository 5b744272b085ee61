# shellcheck shell=bash
# What the scripts tell the runner. Sourced by them.

# The text as the data of a workflow command.
escaped() {
  local text=${1//[%]/%25}
  text=${text//$'\r'/%0D}
  printf '%s' "${text//$'\n'/%0A}"
}

say() { printf '%s=%s\n' "$1" "$2" >>"${GITHUB_OUTPUT:?}"; }

warn() { printf '::warning title=opentrain-jobs::%s\n' "$(escaped "$1")"; }

# fail CODE MESSAGE: ends the step; the step that runs the binary makes the code an output of the action.
fail() {
  printf '::error title=opentrain-jobs::%s\n' "$(escaped "$2")"
  say failed "$1"
  exit "$1"
}

has() { command -v "$1" >/dev/null 2>&1; }

# Whether this system can load a binary. One that was built on another image may need another libc; all else is for the run to tell.
is_loadable() {
  local told
  told=$("$1" --version 2>&1 </dev/null) && return
  case "$told" in
    *GLIBC_* | *GLIBCXX_* | *"cannot execute"* | *"Exec format error"* | *"required file not found"*) return 1 ;;
  esac
}

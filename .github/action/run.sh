#!/usr/bin/env bash
# Runs the binary once. All that it is told comes by the environment; nothing is pasted into this script.
# WITH_ and not INPUT_: a local runner sets INPUT_ by itself, and would hide that action.yml forgot one.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=messages.sh
. "${BASH_SOURCE[0]%/*}/messages.sh"

# end CODE: the outputs of an action that ends before the binary can write them.
end() {
  say exit-code "$1"
  for output in created found patched published updated closed missing held; do say "$output" 0; done
  say changed false
  exit "$1"
}

# The step that failed has told why.
[ -f "${BINARY:-}" ] || end "${FAILED:-2}"

# An input has the name of its flag, and the binary judges its value. An empty one, as an unset variable gives it, is the default.
arguments=(ci)
pass() { [ -z "$2" ] || arguments+=("--$1=$2"); }
# pass_each NAME VALUES: a flag for each of the values, which blanks or line breaks separate. `read` expands no pattern.
pass_each() {
  local values=() value
  IFS=$' \t\n' read -r -d '' -a values <<<"$2" || true
  for value in ${values[@]+"${values[@]}"}; do pass "$1" "$value"; done
}
pass command "${WITH_COMMAND:-}"
pass jobs "${WITH_JOBS:-}"
pass records "${WITH_RECORDS:-git:opentrain-records}"
pass concurrency "${WITH_CONCURRENCY:-}"
pass base-url "${WITH_BASE_URL:-}"
pass namespace "${WITH_NAMESPACE:-}"
pass comment "${WITH_COMMENT:-}"
pass suggest "${WITH_SUGGEST:-}"
pass issue "${WITH_ISSUE:-}"
pass close-removed "${WITH_CLOSE_REMOVED:-}"
pass_each only "${WITH_ONLY:-}"
pass_each allow-duplicate "${WITH_ALLOW_DUPLICATE:-}"
pass_each reapply "${WITH_REAPPLY:-}"
[ -z "${WITH_TOKEN:-}" ] || export OT_API_TOKEN="$WITH_TOKEN"
unset WITH_TOKEN

# The binary takes this process's place, so that a cancelled workflow's signal reaches it.
shopt -s execfail
exec "$BINARY" "${arguments[@]}" || {
  printf '::error title=opentrain-jobs::%s\n' "$(escaped "the binary can't be executed: $BINARY")"
  end 2
}

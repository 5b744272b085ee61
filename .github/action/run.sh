#!/usr/bin/env bash
# Runs the binary once. All that it is told comes by the environment; nothing is pasted into this script.
# WITH_ and not INPUT_: a local runner sets INPUT_ by itself, and would hide that action.yml forgot one.
set -euo pipefail

arguments=(ci --command "$WITH_COMMAND" --jobs "$WITH_JOBS" --records "$WITH_RECORDS" --concurrency "$WITH_CONCURRENCY")
[ -z "$WITH_BASE_URL" ] || arguments+=(--base-url "$WITH_BASE_URL")
[ -z "$WITH_NAMESPACE" ] || arguments+=(--namespace "$WITH_NAMESPACE")

# A typed flag that means nothing must not pass for one that means no.
refuse() {
  echo "::error title=opentrain-jobs::the input \`$1\` is one of: $2"
  printf '%s\n' exit-code=2 {created,found,patched,published,updated,closed,missing,held}=0 changed=false >>"${GITHUB_OUTPUT:?}"
  exit 2
}
case "$WITH_COMMENT" in true) ;; false) arguments+=(--no-comment) ;; *) refuse comment "true, false" ;; esac
case "$WITH_SUGGEST" in true) ;; false) arguments+=(--no-suggest) ;; *) refuse suggest "true, false" ;; esac
case "$WITH_CLOSE_REMOVED" in
  false) ;;
  true) arguments+=(--close-removed) ;;
  all) arguments+=(--close-removed=all) ;;
  *) refuse close-removed "false, true, all" ;;
esac
[ -z "$WITH_TOKEN" ] || export OT_API_TOKEN="$WITH_TOKEN"
unset WITH_TOKEN
exec "$BINARY" "${arguments[@]}"

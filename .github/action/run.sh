#!/usr/bin/env bash
# Runs the binary once. All that it is told comes by the environment; nothing is pasted into this script.
# WITH_ and not INPUT_: a local runner sets INPUT_ by itself, and would hide that action.yml forgot one.
set -euo pipefail

arguments=(ci --as "$WITH_COMMAND" --jobs "$WITH_JOBS" --records "$WITH_RECORDS" --concurrency "$WITH_CONCURRENCY")
[ -z "$WITH_BASE_URL" ] || arguments+=(--base-url "$WITH_BASE_URL")
[ -z "$WITH_NAMESPACE" ] || arguments+=(--namespace "$WITH_NAMESPACE")
[ "$WITH_COMMENT" = true ] || arguments+=(--no-comment)
[ "$WITH_SUGGEST" = true ] || arguments+=(--no-suggest)
case "$WITH_CLOSE_REMOVED" in
  true) arguments+=(--close-removed) ;;
  all) arguments+=(--close-removed=all) ;;
esac
[ -z "$WITH_TOKEN" ] || export OT_API_TOKEN="$WITH_TOKEN"
unset WITH_TOKEN
exec "$BINARY" "${arguments[@]}"

#!/usr/bin/env bash
# Runs the binary once. All that it is told comes by the environment; nothing is pasted into this script.
set -euo pipefail

arguments=(ci --as "$INPUT_COMMAND" --jobs "$INPUT_JOBS" --records "$INPUT_RECORDS" --concurrency "$INPUT_CONCURRENCY")
[ -z "$INPUT_BASE_URL" ] || arguments+=(--base-url "$INPUT_BASE_URL")
[ -z "$INPUT_NAMESPACE" ] || arguments+=(--namespace "$INPUT_NAMESPACE")
[ "$INPUT_COMMENT" = true ] || arguments+=(--no-comment)
[ "$INPUT_SUGGEST" = true ] || arguments+=(--no-suggest)
case "$INPUT_CLOSE_REMOVED" in
  true) arguments+=(--close-removed) ;;
  all) arguments+=(--close-removed=all) ;;
esac
[ -z "$INPUT_TOKEN" ] || export OT_API_TOKEN="$INPUT_TOKEN"
unset INPUT_TOKEN
exec "$BINARY" "${arguments[@]}"

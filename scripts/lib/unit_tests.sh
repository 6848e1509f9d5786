#!/usr/bin/env bash
# Runs the unit tests of each target in a process of its own, one for each core at a time: all of a process's tests share the
# transport's one thread, and some of them watch the time.
#
# usage: unit_tests.sh TESTS LOGS [TARGET…]     (the package's .xctest, a folder for the output, e.g. JSONTests; default: all)
set -euo pipefail
# shellcheck source=scripts/lib/side_by_side.sh
. "$(dirname "${BASH_SOURCE[0]}")/side_by_side.sh"

tests=$1 logs=$2
shift 2
[ $# -gt 0 ] || { cd Tests && set -- *Tests && cd ..; }

# A target whose filter finds no test has failed too.
run() {
    local output passed
    passed=0
    output=$("$tests" --testing-library swift-testing --filter "^$1\\." 2>&1) || passed=$?
    printf '%s\n' "$output"
    [ "$passed" -eq 0 ] && grep -qE 'Test run with [1-9][0-9]* tests? .* passed' <<<"$output"
}

for target in "$@"; do start_beside "$logs" "$target" run "$target"; done
wait_beside "$logs" "unit tests"

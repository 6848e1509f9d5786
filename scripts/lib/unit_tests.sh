#!/usr/bin/env bash
# Runs the unit tests of each target in a process of its own, one for each core at a time: all of a process's tests share the
# transport's one thread, and some of them watch the time. A process's output comes whole, when it has ended.
#
# usage: unit_tests.sh TESTS LOGS [TARGET…]     (the package's .xctest, a folder for the output, e.g. JSONTests; default: all)
set -euo pipefail

tests=$1 logs=$2
shift 2
[ $# -gt 0 ] || { cd Tests && set -- *Tests && cd ..; }

# A target whose filter finds no test has failed too.
run() {
    if ! "$tests" --testing-library swift-testing --filter "^$1\\." >"$logs/$1" 2>&1 </dev/null ||
        ! grep -qE 'Test run with [1-9][0-9]* tests? .* passed' "$logs/$1"; then
        touch "$logs/$1.failed"
    fi
    cat "$logs/$1"
}

for target in "$@"; do
    while [ "$(jobs -rp | wc -l)" -ge "$(nproc)" ]; do sleep 0.1; done
    run "$target" &
done
wait
failed=("$logs"/*.failed)
[ ! -e "${failed[0]}" ] || {
    printf 'error: unit tests failed: %s\n' "$(basename -s .failed -a "${failed[@]}" | tr '\n' ' ')" >&2
    exit 1
}

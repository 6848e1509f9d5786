# shellcheck shell=bash
# Runs commands side by side, one for each core at a time. A command's output comes whole, when it has ended; how long it
# took is kept beside it.

# start_beside LOGS NAME COMMAND…: waits for a free core, then starts the command. LOGS is a folder for the output.
start_beside() {
    local logs=$1 name=$2
    shift 2
    while [ "$(jobs -rp | wc -l)" -ge "$(nproc)" ]; do sleep 0.1; done
    run_beside "$logs/$name" "$@" &
}

run_beside() {
    local log=$1 begun=$SECONDS
    shift
    "$@" >"$log" 2>&1 </dev/null || touch "$log.failed"
    printf '%5d s  %s\n' $((SECONDS - begun)) "$(basename "$log")" >"$log.took"
    cat "$log"
}

# wait_beside LOGS WHAT: waits for all of them; fails, and names them, if any failed.
wait_beside() {
    local failed
    wait
    failed=("$1"/*.failed)
    [ ! -e "${failed[0]}" ] || {
        printf 'error: %s failed: %s\n' "$2" "$(basename -s .failed -a "${failed[@]}" | tr '\n' ' ')" >&2
        return 1
    }
}

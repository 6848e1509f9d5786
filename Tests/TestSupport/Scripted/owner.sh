# shellcheck shell=bash
# The process that a test's server serves. Source it; it runs nothing by itself.

# started PID: prints when that process was started, in the kernel's ticks; nothing for one that has ended. A PID alone does not
# tell: it is given to another process in time.
started() {
    local stat fields
    stat=$(cat "/proc/$1/stat" 2>/dev/null) || return 0
    # The program's name, in parentheses, may hold spaces.
    read -ra fields <<<"${stat##*) }"
    [ "${fields[0]}" = Z ] || printf '%s' "${fields[19]}"
}

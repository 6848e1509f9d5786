#!/usr/bin/env bash
# Packages Lambda functions: dist/<Function>.zip holds a fully static, stripped `bootstrap`, TLS roots in `certs/`, the
# function's `plans/` and `migrations/`, and `zoneinfo/` when it reads time zones.
# The zip runs on provided.al2023 and provided.al2 alike. The same source gives the same bytes. dist/<job>.py is a Glue job, as one script.
#
# usage: scripts/package.sh [--arch ARCH] [--docker] [--no-install] [function…]     (default: every function)
#
#   --arch ARCH    x86_64 or arm64 (default: this machine's): what the zip is built for, and named after as well:
#                  dist/<Function>-<ARCH>.zip beside dist/<Function>.zip, which the templates take
#   --docker       build in the container image of Swift on Debian 12: on macOS, on another Linux, or for the other architecture
#   --no-install   name missing Debian packages and stop, instead of installing them
#   --help         this text
#
# dist/<Function>.debug holds the symbols that were stripped; `llvm-symbolizer --obj` and gdb read it.
set -euo pipefail
# shellcheck source=scripts/lib/machine.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib/machine.sh"

# Budgets of the design: bytes of the stripped executable and of the zip.
BOOTSTRAP_BUDGET=25000000
ZIP_BUDGET=10000000

# Pinned by version. scripts/package.sh itself installs in it what a build links.
IMAGE=docker.io/library/swift:6.3.1-bookworm

functions=()
arch=
docker=0
while [ $# -gt 0 ]; do
    case $1 in
        --help | -h) print_help "$0" && exit ;;
        --no-install) export NO_INSTALL=1 ;;
        --arch)
            [ $# -ge 2 ] || fail "$1 needs an architecture; see --help"
            arch=$2 && shift
            ;;
        --docker) docker=1 ;;
        -*) fail "unknown option $1; see --help" ;;
        *) functions+=("$1") ;;
    esac
    shift
done
cd "$ROOT"
every=0
[ ${#functions[@]} -gt 0 ] || {
    every=1
    mapfile -t functions < <(find functions -mindepth 2 -maxdepth 2 -name template.yaml -printf '%h\n' | sed 's,.*/,,' | sort)
}
for function in "${functions[@]}"; do
    [ -d "functions/$function" ] || fail "no such function: $function (there are: $(cd functions && echo *))"
done

machine=$(uname -m | sed s/aarch64/arm64/)
arch=${arch:-$machine}
case $arch in
    x86_64 | arm64) ;;
    *) fail "--arch is x86_64 or arm64, not $arch" ;;
esac

if [ "$docker" = 1 ]; then
    command -v docker >/dev/null || fail "no docker on PATH; --docker needs it"
    # A build folder of its own: the paths in the container are others, and so are the tools.
    exec docker run --rm --platform "linux/${arch/x86_64/amd64}" --volume "$ROOT:/project" --volume "/project/.build" \
        --workdir /project "$IMAGE" scripts/package.sh --arch "$arch" "${functions[@]}"
fi
[ "$arch" = "$machine" ] || fail "this machine is $machine and builds for nothing else; add --docker"

need_swift
need_packages "${BUILD_PACKAGES[@]}" binutils ca-certificates openssl python3

# The archives behind libcurl, libpq and libmariadb depend on each other both ways, hence the group. A function that does not
# use libpq or libmariadb links none of it: the linker takes from an archive only what is called.
arguments=(
    --static-swift-stdlib -Xswiftc -static-executable -Xcc -DFULLY_STATIC
    -Xlinker --wrap=__register_frame_info -Xlinker --wrap=__deregister_frame_info
    -Xlinker --icf=safe -Xlinker "-L$(libpq_archives)"
    -Xlinker --start-group
)
for archive in curl nghttp2 ssl crypto z pq pgcommon_shlib pgport_shlib mariadb; do arguments+=(-Xlinker "-l$archive"); done
arguments+=(-Xlinker --end-group)
scratch=.build/static

# The Swift tools leave folders of their own behind: here they go with the rest. One path for every run, because the
# compiler's output depends on it.
work="$ROOT/.build/packaging"
trap 'rm -rf "$work"' EXIT
rm -rf "$work"
mkdir -p "$work/tmp"
export TMPDIR=$work/tmp
mkdir -p dist

step "collecting TLS roots"
mkdir "$work/certs"
for certificate in /usr/share/ca-certificates/mozilla/*.crt; do
    hash=$(openssl x509 -in "$certificate" -noout -subject_hash)
    # OpenSSL looks for <subject hash>.0, .1, … until there is none.
    number=0
    while [ -e "$work/certs/$hash.$number" ]; do number=$((number + 1)); done
    openssl x509 -in "$certificate" -out "$work/certs/$hash.$number"
done

# copy_time_zones FOLDER: the zones that zone.tab lists, and the list itself.
copy_time_zones() {
    local name
    mkdir -p "$1"
    cp /usr/share/zoneinfo/zone.tab "$1"
    while read -r name; do
        mkdir -p "$1/$(dirname "$name")"
        cp -L "/usr/share/zoneinfo/$name" "$1/$name"
    done < <(awk -F '\t' '!/^#/ { print $3 }' "$1/zone.tab")
}

check_static() {
    readelf --program-headers "$1" | grep -q INTERP && fail "$1 asks for a dynamic loader: not fully static"
    readelf --dynamic "$1" | grep -q NEEDED && fail "$1 needs shared libraries: not fully static"
    return 0
}

check_budget() {
    local size
    size=$(stat -c %s "$1")
    [ "$size" -le "$2" ] || fail "$1 is $size bytes, over its budget of $2 (did something import Foundation?)"
}

# build NAME OPTION…: the linker warns about every libc call that would load NSS modules; CStaticGlibc sees to those.
build() {
    local log="$work/$1.log"
    swift build -c release --scratch-path "$scratch" "${arguments[@]}" "${@:2}" >"$log" 2>&1 || {
        grep -v 'statically linked applications requires' "$log" >&2
        fail "$1 does not build"
    }
}

# Together the functions keep every core busy; one after the other, each would wait for its own last module.
[ "$every" = 0 ] || { step "building every function" && build "the package"; }

table=()
for function in "${functions[@]}"; do
    step "packaging $function"
    build "$function" --product "$function"
    built=$(swift build -c release --scratch-path "$scratch" "${arguments[@]}" --show-bin-path)/$function
    stage="$work/$function"
    mkdir "$stage"
    objcopy --only-keep-debug "$built" "dist/$function.debug"
    strip --strip-all --remove-section=.comment -o "$stage/bootstrap" "$built"
    # A megabyte that nothing here needs; Sources/TextSearch has what usually brings it in.
    if [ "$(nm "$built" | grep -c _RegexParser)" -gt 0 ]; then
        say "warning: $function links Swift's regular expressions: look for contains(\"…\"), firstRange(of:) and replacing"
    fi
    check_static "$stage/bootstrap"
    built_for=$(python3 scripts/lib/architecture.py elf "$stage/bootstrap")
    [ "$built_for" = "$arch" ] || fail "the executable is built for $built_for, not for $arch"
    check_budget "$stage/bootstrap" "$BOOTSTRAP_BUDGET"
    cp -r "$work/certs" "$stage/certs"
    # A function's plans are read from beside its bootstrap.
    if [ -d "functions/$function/plans" ]; then cp -r "functions/$function/plans" "$stage/plans"; fi
    # And its migrations, by the folder that a plan names.
    if [ -d "functions/$function/migrations" ]; then cp -r "functions/$function/migrations" "$stage/migrations"; fi
    # The runtime's own time zones are no promise of AWS's.
    if grep -rqE '\btimeZone\(|\bTimeZoneDatabase\b' "functions/$function" --include='*.swift'; then
        copy_time_zones "$stage/zoneinfo"
    fi
    # Docker leaves a folder of this name, root's own, when a container mounted a zip that was not there.
    rm -rf "dist/$function.zip" 2>/dev/null ||
        fail "dist/$function.zip is a folder that Docker made; remove it with: sudo rm -rf dist/$function.zip"
    python3 scripts/lib/zip_folder.py "$stage" "dist/$function.zip"
    check_budget "dist/$function.zip" "$ZIP_BUDGET"
    cp "dist/$function.zip" "dist/$function-$arch.zip"
    table+=("$(printf '%-24s %10d %10d  %s' "$function" "$(stat -c %s "$stage/bootstrap")" \
        "$(stat -c %s "dist/$function.zip")" "$(sha256sum "dist/$function.zip" | cut -d' ' -f1)")")
done

# The Glue jobs' scripts, which the pipelines' templates take.
python3 scripts/lib/job_script.py

printf '\n%-24s %10s %10s  %s\n' function bootstrap zip 'sha256 of the zip'
printf '%s\n' "${table[@]}"

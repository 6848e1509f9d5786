# shellcheck shell=bash
# What every script here needs of the machine: words on the terminal, Debian packages, Python environments.
# Source it; it runs nothing by itself. Callers set -euo pipefail.

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
export ROOT

# What a build links: the archives behind libcurl, OpenSSL, expat and libyaml. tzdata: time zones. libpq and libmariadb are in the list for the function that uses them.
# shellcheck disable=SC2034 # read by the scripts that source this
BUILD_PACKAGES=(
    libcurl4-openssl-dev libnghttp2-dev zlib1g-dev libssl-dev libexpat1-dev libyaml-dev libpq-dev libmariadb-dev tzdata
)

say() { printf '%s\n' "$*" >&2; }
step() { printf '\n==> %s\n' "$*" >&2; }
fail() {
    printf 'error: %s\n' "$*" >&2
    exit 1
}

# The leading comment block of a script is its --help.
print_help() { sed -n '2,/^[^#]/{/^#/s/^# \{0,1\}//p}' "$1"; }

# need_packages PACKAGE…: installs those that are missing. With NO_INSTALL=1 it names them and fails instead.
need_packages() {
    local missing=() package
    for package in "$@"; do
        dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
    done
    [ ${#missing[@]} -eq 0 ] && return
    [ "${NO_INSTALL:-0}" = 1 ] && fail "missing Debian packages; install them with: apt-get install ${missing[*]}"
    local sudo=()
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || fail "not root and no sudo; install: apt-get install ${missing[*]}"
        sudo=(sudo)
    fi
    say "installing ${missing[*]}"
    local log
    log=$(mktemp)
    if ! { "${sudo[@]}" apt-get update && "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y --no-install-recommends "${missing[@]}"; } >"$log" 2>&1; then
        tail -n 20 "$log" >&2
        rm -f "$log"
        fail "apt-get could not install ${missing[*]}"
    fi
    rm -f "$log"
}

# libpq_archives: prints the folder of the archives that a static libpq needs beside its own. They are in the server's
# development package, which would bring a compiler along: its archives are taken out of it, nothing is installed.
libpq_archives() {
    local version major folder
    version=$(dpkg-query -W -f '${Version}' libpq-dev)
    major=${version%%.*}
    folder="$ROOT/.build/libpq-$(printf %s "$version" | tr -c 'A-Za-z0-9.+-' _)"
    if [ ! -f "$folder/.complete" ]; then
        say "downloading postgresql-server-dev-$major=$version for two archives"
        rm -rf "$folder"
        mkdir -p "$folder/download"
        (cd "$folder/download" && apt-get download "postgresql-server-dev-$major=$version" >apt.log 2>&1) || {
            tail -n 3 "$folder/download/apt.log" >&2
            fail "apt-get could not download postgresql-server-dev-$major=$version; apt-get update, or upgrade libpq-dev"
        }
        dpkg -x "$folder"/download/*.deb "$folder/download/content"
        # The variants without pg_malloc's exit(): a library must not end the process.
        cp "$folder/download/content/usr/lib/postgresql/$major/lib"/libpg{common,port}_shlib.a "$folder"
        rm -rf "$folder/download"
        touch "$folder/.complete"
    fi
    printf '%s\n' "$folder"
}

need_swift() {
    command -v swift >/dev/null || fail "no swift on PATH; install Swift 6.2 or newer (https://www.swift.org/install/linux)"
}

# python_environment NAME: prints the folder of a virtual environment, made on first use and again when what it holds changes.
# `local` holds the package in local/ with what it needs, `local-spark` and `local-lint` an extra of it as well; any other
# NAME holds scripts/requirements/NAME.txt.
python_environment() {
    local name=$1 requirements folder install wanted
    case $name in
        local) requirements="$ROOT/local/pyproject.toml" install=(--editable "$ROOT/local") ;;
        local-*) requirements="$ROOT/local/pyproject.toml" install=(--editable "$ROOT/local[${name#local-}]") ;;
        *) requirements="$ROOT/scripts/requirements/$name.txt" install=(--requirement "$ROOT/scripts/requirements/$name.txt") ;;
    esac
    # What is installed, not how a tool is set up.
    wanted=$(sed '/^\[tool\./,$d' "$requirements" | sha256sum | cut -c1-12)
    folder="$ROOT/.build/python/$name-$wanted"
    if [ ! -f "$folder/.complete" ]; then
        python3 -c 'import venv, ensurepip' 2>/dev/null || need_packages python3 python3-venv
        say "installing from PyPI into .build/python what $name needs"
        rm -rf "$folder"
        python3 -m venv "$folder" >&2
        "$folder/bin/pip" install --quiet --disable-pip-version-check "${install[@]}" >&2 ||
            fail "pip could not install what $requirements lists"
        touch "$folder/.complete"
    fi
    printf '%s\n' "$folder"
}

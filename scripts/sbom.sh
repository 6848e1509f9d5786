#!/usr/bin/env bash
# Writes the bill of materials of each zip, dist/<Function>-<ARCH>.cdx.json: CycloneDX 1.6, by cyclonedx-python-lib, which
# also checks it against CycloneDX's own schema.
#
# usage: scripts/sbom.sh [--arch ARCH]     (default: this machine's, x86_64 or arm64)
#
# The zips are those of scripts/package.sh on this machine: the versions listed are those of the Debian packages whose archives
# were linked, of Swift, and of the Swift packages in Package.resolved.
set -euo pipefail
# shellcheck source=scripts/lib/machine.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib/machine.sh"

arch=$(uname -m | sed s/aarch64/arm64/)
while [ $# -gt 0 ]; do
    case $1 in
        --help | -h) print_help "$0" && exit ;;
        --arch)
            [ $# -ge 2 ] || fail "$1 needs an architecture; see --help"
            arch=$2 && shift
            ;;
        *) fail "unknown argument $1; see --help" ;;
    esac
    shift
done
cd "$ROOT"
need_swift
need_packages python3 python3-venv
python=$(python_environment judges)/bin/python
# libc6-dev has the static glibc, ca-certificates the TLS roots.
"$python" scripts/lib/sbom.py "$arch" "${BUILD_PACKAGES[@]}" ca-certificates libc6-dev

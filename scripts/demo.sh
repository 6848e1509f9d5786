#!/usr/bin/env bash
# S3Copier end to end on this machine, without AWS and without Docker: packages the function, starts a local AWS on
# loopback, deploys the real template.yaml to it, uploads objects and compares their copies, and shows what becomes of a
# poison message. Everything it started is gone afterwards.
#
# usage: scripts/demo.sh [--keep] [--no-package] [--no-install]
#        scripts/demo.sh --stop
#
#   --keep         leave the local AWS running and print how to talk to it with the AWS CLI
#   --stop         stop what --keep left running
#   --no-package   use dist/S3Copier.zip as it is
#   --no-install   name missing Debian packages and stop, instead of installing them
#   --help         this text
#
# Exits 0 only if every object compared equal. When one did not arrive it says which hop failed and where the log is.
# The environment is a Python one in .build/python; scripts/local/ is what runs.
set -euo pipefail
# shellcheck source=scripts/lib/machine.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib/machine.sh"

keep=()
package=1
stop=0
while [ $# -gt 0 ]; do
    case $1 in
        --help | -h) print_help "$0" && exit ;;
        --keep) keep=(--keep) ;;
        --stop) stop=1 ;;
        --no-package) package=0 ;;
        --no-install) export NO_INSTALL=1 ;;
        *) fail "unknown argument $1; see --help" ;;
    esac
    shift
done
cd "$ROOT"

if [ "$package" = 1 ] && [ "$stop" = 0 ]; then
    scripts/package.sh S3Copier
fi
need_packages python3 python3-venv
python=$(python_environment bed)/bin/python
export PYTHONPATH="$ROOT/scripts" PYTHONDONTWRITEBYTECODE=1
[ "$stop" = 0 ] || exec "$python" -m local.bed stop

# exec: one process then receives Ctrl-C or a termination, and cleans up what it started.
exec "$python" -m local.s3_copy_demo "${keep[@]}"

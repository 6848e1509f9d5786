#!/usr/bin/env bash
# The local AWS by hand, without any demonstration: MiniStack, and a Redshift Data API over PostgreSQL beside it.
#
# usage: scripts/local.sh start | status | env | stop
#
#   start    start both, and print what a shell needs to talk to them
#   status   say what is running; exits 0 if both are
#   env      print what a shell needs once more: eval "$(scripts/local.sh env)"
#   stop     stop both and remove everything they made
#   --help   this text
#
# Functions deployed to it (python -m localaws.deploy) reach the local Redshift as well: workgroup
# example-workgroup or cluster example-cluster, database dev. local/localaws/redshift/server.py tells how to make it fail.
set -euo pipefail
# shellcheck source=scripts/lib/machine.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib/machine.sh"

case ${1:-} in
    start | status | env | stop) ;;
    --help | -h) print_help "$0" && exit ;;
    *) fail "start, status, env or stop; see --help" ;;
esac
cd "$ROOT"

need_packages python3 python3-venv postgresql
python=$(python_environment local)/bin/python
export PYTHONDONTWRITEBYTECODE=1
exec "$python" -m localaws "$1"

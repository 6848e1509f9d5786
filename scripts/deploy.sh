#!/usr/bin/env bash
# Deploys a stack with `sam deploy`, after looking whether the functions it chooses have what they need, and whether its zips
# are there and built for its FunctionArchitecture.
#
# usage: scripts/deploy.sh STACK [argument of sam deploy…]
#
#   STACK      a section of samconfig.toml: s3-copier, redshift-unloader, …, a pipeline, or dev, qa, prod for the whole suite
#   --help     this text
#
# Answers of --guided are written to samconfig.local.toml, which git ignores; it begins as a copy of samconfig.toml.
#
#   scripts/deploy.sh s3-copier --guided
#   scripts/deploy.sh prod --parameter-overrides file://environments/prod.yaml Functions=S3Copier …
set -euo pipefail
# shellcheck source=scripts/lib/machine.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib/machine.sh"

stack=${1:-}
case $stack in
    --help | -h | '') print_help "$0" && exit ;;
esac
shift
cd "$ROOT"
[ -f samconfig.local.toml ] || cp samconfig.toml samconfig.local.toml
template=$(python3 - "$stack" <<'PYTHON'
import sys, tomllib
sections = tomllib.load(open("samconfig.local.toml", "rb"))
if sys.argv[1] not in sections and sys.argv[1] in tomllib.load(open("samconfig.toml", "rb")):
    sys.exit(f"error: samconfig.local.toml is older than the stack {sys.argv[1]}: copy its lines from samconfig.toml")
if sys.argv[1] not in sections or sys.argv[1] == "version":
    sys.exit(f"error: samconfig.local.toml has no section {sys.argv[1]} (there are: {', '.join(sorted(sections.keys() - {'version'}))})")
print(sections[sys.argv[1]].get("global", {}).get("parameters", {}).get("template_file", "template.yaml"))
PYTHON
)
python3 scripts/lib/chosen_functions.py "$template" samconfig.local.toml "$stack" -- "$@"
python3 scripts/lib/architecture.py deployment "$template" samconfig.local.toml "$stack" -- "$@" >&2
# The scripts of the Glue jobs, of what is in jobs/ now.
python3 scripts/lib/job_script.py
command -v sam >/dev/null || fail "no sam on PATH; see the README's \"Deploy for real\" for the tools"
# Where the Glue jobs' role reads their scripts.
upload=()
found=$(python3 scripts/lib/scripts_bucket.py "$template" samconfig.local.toml "$stack" -- "$@")
[ -z "$found" ] || mapfile -t upload <<<"$found"
exec sam deploy --config-file "$ROOT/samconfig.local.toml" --config-env "$stack" "${upload[@]}" "$@"

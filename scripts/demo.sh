#!/usr/bin/env bash
# The functions and the pipelines end to end on this machine, without AWS and without Docker: packages what each needs, starts a
# local AWS on loopback, deploys its own template to it, gives it its work and checks what comes of it. Everything it started is
# gone afterwards. What the local AWS refuses of a template is printed, line by line.
#
# usage: scripts/demo.sh [--keep] [--slow] [--no-package] [--no-install] [function or pipeline…]     (default: all, one by one)
#        scripts/demo.sh --rows N RedshiftLoader|lake
#        scripts/demo.sh --stop
#
#   --keep         S3Copier only: leave the local AWS running and print how to talk to it with the AWS CLI
#   --source-region REGION
#                  S3Copier only: where its source bucket is (default eu-west-1; its target is in us-east-1)
#   --slow         RedshiftUnloader and RedshiftLoader: slow statements take 60 s instead of 5, to see what is billed meanwhile
#   --rows N       RedshiftLoader and lake: rows of the full load (default 1600000, lake 40000)
#   --stop         stop what --keep left running
#   --no-package   use dist/*.zip as they are
#   --no-install   name missing Debian packages and stop, instead of installing them
#   --help         this text
#
# Exits 0 only if everything that was checked held. What runs is local/demos/<function>/demo.py, in a Python environment
# in .build/python.
set -euo pipefail
# shellcheck source=scripts/lib/machine.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib/machine.sh"

# Function or pipeline → the package in local/demos that shows it.
declare -A demonstrations=(
    [S3Copier]=s3_copier
    [RedshiftUnloader]=redshift_unloader
    [RedshiftLoader]=redshift_loader
    [GlueWorkflowStarter]=glue_workflow_starter
    [DMSCompletionHandler]=dms_completion_handler
    [s3-migration]=s3_migration
    [orders]=orders
    [database-to-redshift]=database_to_redshift
    [lake]=lake
)
# Pipeline → the functions it is made of.
declare -A made_of=([s3-migration]="S3Copier" [orders]="GlueWorkflowStarter RedshiftLoader RedshiftUnloader"
    [database-to-redshift]="DMSCompletionHandler RedshiftLoader" [lake]="DMSCompletionHandler GlueWorkflowStarter")
all=(S3Copier RedshiftUnloader RedshiftLoader GlueWorkflowStarter DMSCompletionHandler s3-migration orders database-to-redshift lake)

functions=()
keep=()
slow=()
region=()
rows=()
package=1
stop=0
while [ $# -gt 0 ]; do
    case $1 in
        --help | -h) print_help "$0" && exit ;;
        --keep) keep=(--keep) ;;
        --slow) slow=(--slow) ;;
        --source-region)
            [ $# -ge 2 ] || fail "$1 needs a region; see --help"
            region=(--source-region "$2") && shift
            ;;
        --rows)
            [ $# -ge 2 ] || fail "$1 needs a number; see --help"
            rows=(--rows "$2") && shift
            ;;
        --stop) stop=1 ;;
        --no-package) package=0 ;;
        --no-install) export NO_INSTALL=1 ;;
        -*) fail "unknown argument $1; see --help" ;;
        *) functions+=("$1") ;;
    esac
    shift
done
cd "$ROOT"

[ ${#functions[@]} -gt 0 ] || functions=("${all[@]}")
for function in "${functions[@]}"; do
    [ -n "${demonstrations[$function]:-}" ] || fail "no demonstration of $function (there are: ${all[*]})"
done
[ ${#keep[@]} -eq 0 ] && [ ${#region[@]} -eq 0 ] || functions=(S3Copier)
[ ${#rows[@]} -eq 0 ] || [ "${functions[*]}" = lake ] || functions=(RedshiftLoader)
[ ${#slow[@]} -eq 0 ] || [ "${functions[*]}" = RedshiftLoader ] || functions=(RedshiftUnloader)

need_packages python3 python3-venv
# Debian packages that one demonstration needs and no other does.
case " ${functions[*]} " in
    *" DMSCompletionHandler "* | *" database-to-redshift "*) need_packages postgresql openssl ;;
    *" RedshiftUnloader "* | *" RedshiftLoader "* | *" orders "*) need_packages postgresql ;;
esac
case " ${functions[*]} " in
    *" lake "* | *" orders "*) need_packages openjdk-17-jre-headless openssl postgresql ;;
esac
export PYTHONDONTWRITEBYTECODE=1
python=$(python_environment local)/bin/python
[ "$stop" = 0 ] || exec "$python" -m localaws.ministack stop
python3 scripts/lib/job_script.py
if [ "$package" = 1 ]; then
    needed=()
    for function in "${functions[@]}"; do
        read -r -a parts <<<"${made_of[$function]:-$function}"
        needed+=("${parts[@]}")
    done
    mapfile -t needed < <(printf '%s\n' "${needed[@]}" | sort -u)
    scripts/package.sh "${needed[@]}"
fi

last=$((${#functions[@]} - 1))
for index in "${!functions[@]}"; do
    function=${functions[$index]}
    [ "$last" = 0 ] || printf '\n######## %s\n' "$function"
    # The jobs of these two run on Spark.
    case $function in
        lake | orders) python=$(python_environment local-spark)/bin/python PYTHONPATH=$ROOT/jobs ;;
        *) python=$(python_environment local)/bin/python PYTHONPATH= ;;
    esac
    export PYTHONPATH
    demonstration=("$python" -m "demos.${demonstrations[$function]}.demo" "${keep[@]}" "${region[@]}" "${slow[@]}" "${rows[@]}")
    # exec: a single process then receives Ctrl-C or a termination, and cleans up what it started.
    [ "$index" -lt "$last" ] || exec "${demonstration[@]}"
    "${demonstration[@]}"
done

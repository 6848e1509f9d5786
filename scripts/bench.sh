#!/usr/bin/env bash
# Measures S3Copier as packaged, beside the least a Lambda can do (a static C program with raw sockets), beside what is
# usually written (Python with boto3) and beside the fastest command for the job (s5cmd): start, rate, CPU, memory, requests,
# for small objects, near and far, and for the parts of a large one; and the start of every function there is a zip of in dist/. Prints
# markdown tables, with each budget's verdict.
#
# usage: scripts/bench.sh [option…]
#
#   --quick            fewer and shorter runs: a look, not a figure to quote
#   --check            exit 1 if a budget is missed or was not measured
#   --output FILE      write the table to FILE instead of standard output
#   --zip FILE         the function to measure (default dist/S3Copier.zip, packaged first if it is not there)
#   --subjects LIST    which to run, of floor,s3copier,boto3,s5cmd,large,distant,functions: large is the object of 10,000
#                      parts, distant a store over TLS that answers after 60 ms, functions the starts (default all; what is
#                      left out shows as not measured)
#   --s3-latency MS    how long the AWS stub takes to answer (default 0)
#   --instructions     count instructions instead (valgrind): of a copied object, a start and an empty event, which no other load on the
#                      machine moves; with --functions COUNT, also list where they are
#   --no-install       name missing Debian packages and stop, instead of installing them
#   --help             this text
#
# Everything runs on free ports of 127.0.0.1, with credentials that are worth nothing, and is gone afterwards. Subjects run
# in turns, so that a change of the machine's pace touches all of them: compare figures of one run only. Takes about
# three minutes. An answer that is wrong ends the benchmark with exit status 2, and what the subject printed.
set -euo pipefail
# shellcheck source=scripts/lib/machine.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib/machine.sh"

zip="$ROOT/dist/S3Copier.zip"
is_given=0
subjects=floor,s3copier,boto3,s5cmd,large,distant,functions
options=()
instructions=0
needs_value() { [ $# -ge 2 ] || fail "$1 needs a value; see --help"; }
while [ $# -gt 0 ]; do
    case $1 in
        --help | -h) print_help "$0" && exit ;;
        --no-install) export NO_INSTALL=1 ;;
        --quick | --check) options+=("$1") ;;
        --instructions) instructions=1 ;;
        --functions) needs_value "$@" && options+=("$1" "$2") && shift ;;
        --zip) needs_value "$@" && zip=$2 && is_given=1 && shift ;;
        --subjects) needs_value "$@" && subjects=$2 && shift ;;
        --output | --s3-latency) needs_value "$@" && options+=("$1" "$2") && shift ;;
        *) fail "unknown option $1; see --help" ;;
    esac
    shift
done

need_packages gcc libc6-dev libssl-dev openssl python3
python=$(python_environment bench)/bin/python3

if [[ ,$subjects, == *,s3copier,* ]]; then
    if [ "$is_given" = 1 ]; then
        [ -f "$zip" ] || fail "no such file: $zip"
    elif [ ! -f "$zip" ]; then
        step "packaging S3Copier"
        "$ROOT/scripts/package.sh" S3Copier >&2
    elif [ -n "$(find "$ROOT/Sources" "$ROOT/functions/S3Copier" "$ROOT/Package.swift" -newer "$zip" -type f -print -quit)" ]; then
        say "warning: sources are newer than $zip, which is what is measured; scripts/package.sh makes a new one"
    fi
fi

if [ "$instructions" = 1 ]; then
    need_packages valgrind
    exec "$python" -B "$ROOT/scripts/bench/instructions.py" --zip "$zip" "${options[@]}"
fi

# The local AWS lends its DynamoDB.
export PYTHONPATH="$ROOT/local"
# exec: signals reach the driver, which ends what it started. -B: no __pycache__ next to the sources.
exec "$python" -B "$ROOT/scripts/bench/bench.py" --zip "$zip" --subjects "$subjects" "${options[@]}"

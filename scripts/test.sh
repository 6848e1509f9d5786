#!/usr/bin/env bash
# Runs every check of the project: formatting, a build without warnings, unit tests, scripts and templates, and the
# packaged zips in an empty chroot, under AWS's own Runtime API emulator, and deployed to a local AWS. Says at the end how long
# each step took.
#
# usage: scripts/test.sh [--quick] [--no-install]
#
#   --quick        leave out what needs packaging
#   --no-install   name missing Debian packages and stop, instead of installing them
#   --help         this text
#
# SIGV4_SEED=N repeats the random requests that the signer is compared with botocore on; each run prints its seed.
set -euo pipefail
# shellcheck source=scripts/lib/machine.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib/machine.sh"
# shellcheck source=scripts/lib/side_by_side.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib/side_by_side.sh"

quick=0
while [ $# -gt 0 ]; do
    case $1 in
        --help | -h) print_help "$0" && exit ;;
        --quick) quick=1 ;;
        --no-install) export NO_INSTALL=1 ;;
        *) fail "unknown argument $1; see --help" ;;
    esac
    shift
done
cd "$ROOT"

# Each step's time, for the table at the end: whoever makes a step slower sees it.
times=()
begun=$SECONDS
current=
begin() {
    end_step
    current=$1
    begun=$SECONDS
    step "$1"
}
end_step() { [ -z "$current" ] || times+=("$(printf '%5d s  %s' $((SECONDS - begun)) "$current")"); }
passed() {
    end_step
    printf '\n%s\n' "${times[@]}" "$(printf '%5d s  in all' "$SECONDS")"
    step "$1"
    exit
}

step "what this needs"
need_swift
need_packages "${BUILD_PACKAGES[@]}" freetds-bin git mariadb-server openjdk-17-jre-headless openssl postgresql python3 python3-venv shellcheck unzip
local_environment=$(python_environment local)
sam=$(python_environment sam)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# The Swift tools leave folders of their own behind: here they go with the rest.
export TMPDIR=$work
export PYTHONDONTWRITEBYTECODE=1

begin "format"
swift format lint --strict --recursive --parallel Package.swift Sources functions Tests

begin "shell scripts"
shellcheck --external-sources scripts/*.sh scripts/lib/*.sh Tests/TestSupport/*/*.sh .ci/run

begin "Python"
lint=$(python_environment local-lint)
(cd local && "$lint/bin/ruff" format --check --quiet . && "$lint/bin/ruff" check --quiet . && "$lint/bin/mypy")
# Each folder of tests is run by itself, with its own helpers beside it.
for folder in local/tests/*/; do
    (cd "$folder" && MYPYPATH="$ROOT/local" "$lint/bin/mypy" --config-file "$ROOT/local/pyproject.toml" \
        --cache-dir "$ROOT/.build/mypy-$(basename "$folder")" .)
done
(cd jobs && MYPYPATH="$ROOT/local" "$lint/bin/mypy" --config-file "$ROOT/local/pyproject.toml" --cache-dir "$ROOT/.build/mypy-jobs" .)
# The oldest Python that jobs/README.md promises: that of Glue 4.0.
(cd jobs && MYPYPATH="$ROOT/local" "$lint/bin/mypy" --config-file "$ROOT/local/pyproject.toml" --python-version 3.10 \
    --cache-dir "$ROOT/.build/mypy-jobs-3.10" -m orders_to_parquet.__main__)
"$lint/bin/ruff" format --config local/pyproject.toml --check --quiet scripts functions jobs Tests
"$lint/bin/ruff" check --config local/pyproject.toml --quiet scripts functions jobs Tests

begin "templates"
templates=(template.yaml functions/*/template.yaml functions/S3Copier/{source-region,undelivered-queue}.yaml pipelines/*/template.yaml pipelines/lake/{athena,alarms}.yaml)
"$sam/bin/python" scripts/lib/validate_templates.py "${templates[@]}"

# The count of questions in docs/operations.md: eight about the stack, and one a parameter.
"$sam/bin/python" scripts/lib/guided_prompts.py "$sam/bin/sam" template.yaml

SAM_ENVIRONMENTS=$work/sam-environments.json
export SAM_ENVIRONMENTS
"$sam/bin/python" scripts/lib/sam_environment.py template.yaml >"$SAM_ENVIRONMENTS"

begin "what the READMEs say of settings, outcomes, permissions and commands"
SAM="$sam/bin/sam" SAM_CLI_TELEMETRY=0 "$local_environment/bin/python" -m unittest discover --start-directory Tests/Documents --top-level-directory Tests/Documents

begin "the services' models: no field of an answer is overlooked"
"$local_environment/bin/python" scripts/lib/service_models.py --check

begin "build, warnings as errors"
export WARNINGS_AS_ERRORS=1
# Nobody debugs these: without debug information they are built sooner.
swift build --build-tests -debug-info-format none

begin "unit tests"
SIGV4_CASES="$work/sigv4.json"
export SIGV4_CASES
"$local_environment/bin/python" scripts/lib/sigv4_cases.py "$SIGV4_CASES" 2500 ${SIGV4_SEED:+"$SIGV4_SEED"}
ENDPOINT_CASES="$work/endpoints.json"
export ENDPOINT_CASES
"$local_environment/bin/python" scripts/lib/endpoint_cases.py "$ENDPOINT_CASES"
mkdir "$work/unit-tests"
scripts/lib/unit_tests.sh "$(find "$(swift build --show-bin-path)" -maxdepth 1 -name '*.xctest')" "$work/unit-tests"
unset WARNINGS_AS_ERRORS

if [ "$quick" = 1 ]; then
    begin "a load's statements on the local Redshift, a few histories of them"
    LOADER_HISTORIES=20 LOADER_DBT=0 "$local_environment/bin/python" -W error::ResourceWarning -m unittest discover \
        --start-directory local/tests/redshift_loader --top-level-directory local/tests/redshift_loader --pattern 'test_*.py'
    passed "passed (--quick: nothing was packaged)"
fi

begin "templates, every resource: cfn-lint, checkov, parliament; workflows and Terraform: zizmor, python-hcl2"
judges=$(python_environment judges)
mkdir "$work/instantiated"
"$local_environment/bin/python" scripts/lib/instantiated_templates.py "$work/instantiated"
mkdir "$work/judges"
start_beside "$work/judges" checkov "$judges/bin/python" scripts/lib/judge_templates.py "$work/instantiated"
# Warnings are judged in the templates themselves: here every parameter is either always or never used.
start_beside "$work/judges" cfn-lint "$sam/bin/cfn-lint" --ignore-checks W -- "$work"/instantiated/*/*.json
start_beside "$work/judges" parliament "$judges/bin/python" scripts/lib/judge_policies.py
start_beside "$work/judges" zizmor "$judges/bin/zizmor" --offline --quiet .github/workflows
start_beside "$work/judges" terraform-policy "$local_environment/bin/python" scripts/lib/terraform_policy.py --check
start_beside "$work/judges" terraform-example "$judges/bin/python" scripts/lib/terraform_example.py
wait_beside "$work/judges" "judges"

begin "packages; one of them twice from nothing: the bytes must be the same"
rm -rf .build/static dist
scripts/package.sh
cp dist/RedshiftUnloader.zip "$work/first.zip"
mv .build/static "$work/static"
scripts/package.sh RedshiftUnloader
cmp "$work/first.zip" dist/RedshiftUnloader.zip || fail "two builds of the same source differ"
rm -rf .build/static
mv "$work/static" .build/static

begin "the zips in an empty chroot, and under AWS's Runtime API emulator"
RUNTIME_EMULATOR="$ROOT/$(cd "$ROOT" && find ".build/python/$(basename "$sam")" -name "aws-lambda-rie-$(uname -m | sed s/aarch64/arm64/)")"
as_root=()
[ "$(id -u)" -eq 0 ] || as_root=(sudo)
"${as_root[@]}" env "RUNTIME_EMULATOR=$RUNTIME_EMULATOR" PYTHONDONTWRITEBYTECODE=1 \
    "SAM_ENVIRONMENTS=$SAM_ENVIRONMENTS" python3 -W error::ResourceWarning -m unittest discover --start-directory Tests --top-level-directory Tests --pattern 'test_*.py'

begin "the local AWS and the Glue jobs: their tests, one folder a core"
mkdir "$work/local-tests"
# The long ones first.
for folder in jobs/ local/tests/{redshift_loader,redshift}/ local/tests/*/; do
    name=$(basename "$folder")
    [ ! -e "$work/local-tests/$name" ] || continue
    environment=$local_environment
    [ "$name" != jobs ] || environment=$(python_environment local-spark)
    touch "$work/local-tests/$name"
    # dbt is slow: one history of each kind, of the five that the README shows.
    LOADER_DBT=1 start_beside "$work/local-tests" "$name" "$environment/bin/python" -W error::ResourceWarning \
        -m unittest discover --start-directory "$folder" --top-level-directory "$folder" --pattern 'test_*.py'
done
wait_beside "$work/local-tests" "local tests"
sort -rn "$work"/local-tests/*.took

begin "the templates and the zips on a local AWS: the demonstrations, one a core"
mkdir "$work/demonstrations"
# The long ones first.
for demonstration in RedshiftLoader orders lake RedshiftUnloader DMSCompletionHandler S3Copier database-to-redshift GlueWorkflowStarter s3-migration; do
    rows=()
    # The loader's shop is a sixteenth of the demonstration's own, the lake a fifth: what is compared is the same.
    [ "$demonstration" != RedshiftLoader ] || rows=(--rows 100000)
    [ "$demonstration" != lake ] || rows=(--rows 8000)
    start_beside "$work/demonstrations" "$demonstration" scripts/demo.sh --no-package "${rows[@]}" "$demonstration"
done
wait_beside "$work/demonstrations" "demonstrations"
sort -rn "$work"/demonstrations/*.took

passed "passed"

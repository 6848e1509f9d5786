"""Prints the arguments that have `sam deploy` upload the Glue jobs' scripts to the bucket that the jobs' role may read.

usage: scripts_bucket.py TEMPLATE [CONFIG SECTION] [-- sam's arguments]

A template with such jobs has the parameter ScriptsBucket. SAM uploads to the bucket of --s3-bucket, and with --guided or
--resolve-s3 to a bucket of its own, whatever else is asked for.
"""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

from deployment_parameters import given

SAMS_OWN = (
    "aws cloudformation describe-stacks --stack-name aws-sam-cli-managed-default --output text "
    "--query \"Stacks[0].Outputs[?OutputKey=='SourceBucket'].OutputValue\""
)


def main() -> int:
    arguments = sys.argv[1:]
    if not arguments:
        print(__doc__, file=sys.stderr)
        return 2
    split = arguments.index("--") if "--" in arguments else len(arguments)
    template, config, section = [*arguments[:split], "", ""][:3]
    rest = [part for each in arguments[split + 1 :] for part in each.split()]
    if not re.search(r"^  ScriptsBucket:$", Path(template).read_text(), re.MULTILINE):
        return 0
    path = Path(config) if config else None
    bucket = given(path, section, rest).get("ScriptsBucket", "")
    settings = tomllib.loads(path.read_text()) if path and path.exists() else {}
    kept = settings.get(section, {}).get("deploy", {}).get("parameters", {})
    if {"--guided", "-g"} & set(rest):
        print(
            f"ScriptsBucket is the bucket that SAM uploads to: {SAMS_OWN}\n"
            "Before SAM's first deployment in the region there is none: leave out --guided and name a bucket of yours.",
            file=sys.stderr,
        )
        return 0
    if not bucket:
        print(
            "error: name the bucket for the Glue jobs' scripts: --parameter-overrides ScriptsBucket=YOUR-BUCKET …",
            file=sys.stderr,
        )
        return 1
    if not {"--s3-bucket", "--resolve-s3"} & set(rest) and not kept.get("s3_bucket") and not kept.get("resolve_s3"):
        print(f"--s3-bucket\n{bucket}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Counts the questions of `sam deploy --guided` for a template, from its own output up to where an account is needed.

Each question is answered with Enter, one without a default with an example. No credentials are given, so that it ends at the
first call of AWS.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
GENERAL = (
    "Stack Name",
    "AWS Region",
    "Confirm changes before deploy",
    "Allow SAM CLI IAM role creation",
    "Disable rollback",
    "Save arguments to configuration file",
    "SAM configuration file",
    "SAM configuration environment",
)
# What suits each parameter without a default.
EXAMPLES = {
    "Functions": "S3Copier",
    "WarehouseArn": "arn:aws:redshift:us-east-1:123456789012:cluster:example",
    "TargetS3Uri": "s3://example-lake/",
    "Plan": "s3://example-plans/plan.yaml",
    "SourceTopicArn": "arn:aws:sns:eu-west-1:123456789012:example",
    "SubnetIds": "subnet-11111111",
}


class _Loader(yaml.CSafeLoader):
    """Reads CloudFormation's short forms as nothing."""


_Loader.add_multi_constructor("!", lambda loader, suffix, node: None)


def contents(template: Path) -> dict[str, Any]:
    """The template, CloudFormation's functions left out."""
    # safe: _Loader is a SafeLoader.
    content: dict[str, Any] = yaml.load(template.read_text(), _Loader)
    return content


def ask(sam: str, template: Path) -> tuple[int, int, list[str]]:
    """The number of questions about parameters, of all questions, and the lines of the latter."""
    parameters = contents(template)["Parameters"]
    answers = ["", ""]
    answers += ["" if "Default" in each else EXAMPLES.get(name, "example-name") for name, each in parameters.items()]
    answers += [""] * 20
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": folder,
            "SAM_CLI_TELEMETRY": "0",
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_DEFAULT_REGION": "us-east-1",
        }
        done = subprocess.run(
            [sam, "deploy", "--guided", "--template-file", str(template)],
            input="\n".join(answers),
            capture_output=True,
            text=True,
            env=environment,
            cwd=folder,
            check=False,
            timeout=300,
        )
    # Answers are not echoed, so several questions stand in one line; each ends in ": ".
    text = done.stdout
    asked = re.findall(r"Parameter (\w+)(?: \[[^\]]*\])?:", text)
    general = [name for name in GENERAL if re.search(rf"{name} \[", text)]
    return len(asked), len(asked) + len(general), [*asked, *general]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sam", metavar="SAM", help="the executable")
    parser.add_argument("templates", metavar="TEMPLATE", nargs="*", help="default: every template")
    given = parser.parse_args()
    sam = str(Path(given.sam).absolute())
    templates = [Path(each).resolve() for each in given.templates] or [
        ROOT / "template.yaml",
        *sorted(ROOT.glob("functions/*/*.yaml")),
        *sorted(ROOT.glob("pipelines/*/template.yaml")),
    ]
    wrong = []
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for template, (parameters, total, _) in zip(
            templates, pool.map(lambda each: ask(sam, each), templates), strict=True
        ):
            print(f"{template.relative_to(ROOT)!s:46} {total:3} questions", flush=True)
            if parameters != len(contents(template)["Parameters"]) or total != parameters + len(GENERAL):
                wrong.append(f"{template.relative_to(ROOT)} asks otherwise than docs/operations.md says")
    print("\n".join(wrong), end="\n" if wrong else "")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

"""Writes the policy of examples/terraform from S3Copier's template, so that the two cannot differ.

usage: terraform_policy.py [--check]        in the Python environment `local`

--check changes nothing and fails when the policy is not what the template says.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from localaws.arns import TemplateWithArns

ROOT = Path(__file__).resolve().parents[2]
POLICY = ROOT / "examples" / "terraform" / "policy.json.tftpl"
# What main.tf gives templatefile(), by the logical id in the template.
VARIABLES = {
    "CopyQueue": "queue_arn",
    "CopyDeadLetterQueue": "dead_letter_queue_arn",
    "S3CopierLogGroup": "log_group_arn",
    "CopyStateTable": "state_table_arn",
}


def policy() -> str:
    given = {"Name": "${name}", "SourceBucketName": "${source_bucket}", "TargetBucketName": "${target_bucket}"}
    template = TemplateWithArns(ROOT / "functions/S3Copier/template.yaml", "stack", given, "${account}", "${region}")
    statements: list[dict[str, Any]] = [
        statement for document in template.role("S3CopierRole") for statement in document["Statement"]
    ]
    text = json.dumps({"Version": "2012-10-17", "Statement": statements}, indent=2)
    table = str(template.resolved({"Ref": "CopyStateTable"}))
    for name, variable in VARIABLES.items():
        arn = (
            f"arn:aws:dynamodb:${{region}}:${{account}}:table/{table}"
            if name == "CopyStateTable"
            else template.arn(name)
        )
        text = text.replace(arn, f"${{{variable}}}")
    return text.replace("arn:aws:", "arn:${partition}:") + "\n"


def main() -> int:
    wanted = policy()
    if sys.argv[1:] == ["--check"]:
        if not POLICY.exists() or POLICY.read_text() != wanted:
            print(f"{POLICY.relative_to(ROOT)} differs from S3Copier's template; run scripts/lib/terraform_policy.py")
            return 1
        return 0
    POLICY.write_text(wanted)
    return 0


if __name__ == "__main__":
    sys.exit(main())

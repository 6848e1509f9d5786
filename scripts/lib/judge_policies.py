"""Has parliament judge every policy of every role and resource, in every case of local/tests/deployment/cases.py.

usage: judge_policies.py        in the Python environment `judges`

parliament knows IAM's actions, their resources and condition keys. What it may find is in ACCEPTED, with the reason.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "local"), str(ROOT / "local" / "tests" / "deployment")]

from cases import CASES  # noqa: E402
from localaws.arns import TemplateWithArns  # noqa: E402
from parliament import analyze_policy_string  # noqa: E402

# The role, the finding's title, words of its detail, and why it stands.
ACCEPTED = [
    (
        "",
        "RESOURCE_STAR",
        "",
        "only for actions that know no resource, which local/tests/glue and local/tests/dms list",
    ),
    (
        "DMSCompletionHandlerRole",
        "RESOURCE_MISMATCH",
        "glue:StartWorkflowRun",
        "NextArns may name crawlers, workflows and state machines; each action is for one of them",
    ),
    (
        "",
        "UNKNOWN_CONDITION_FOR_ACTION",
        "lambda:SourceFunctionArn",
        "Lambda adds this key to every call of a function's own code; parliament lists keys by the called service only",
    ),
    (
        "GlueWorkflowStarterPipeRole",
        "RESOURCE_MISMATCH",
        "dynamodb:DescribeStream",
        "the ARN of a stream ends in a time with colons, at which parliament splits it",
    ),
    (
        "GlueWorkflowStarterRole",
        "RESOURCE_MISMATCH",
        "states:DescribeExecution",
        "parliament 1.6.4 knows the ARN of an express execution only; ours are standard ones",
    ),
]


def is_accepted(name: str, issue: str, detail: str) -> bool:
    return any(
        (not role or role == name) and title == issue and words in detail
        for role, title, words, reason in ACCEPTED
        if reason
    )


def _text(document: object) -> str:
    """CloudWatch Logs takes its policies as text, the others as documents."""
    return document if isinstance(document, str) else json.dumps(document)


def main() -> int:
    found: dict[str, str] = {}
    judged = 0
    for template, cases in CASES.items():
        for parameters in cases:
            filled = TemplateWithArns(ROOT / template, "demo", parameters, "123456789012", "us-east-1")
            for name, resource in filled.present().items():
                if resource["Type"] == "AWS::IAM::Role":
                    documents = filled.role(name)
                elif resource["Type"].endswith("Policy") and "PolicyDocument" in resource["Properties"]:
                    documents = [resource["Properties"]["PolicyDocument"]]
                else:
                    continue
                for document in documents:
                    judged += 1
                    for finding in analyze_policy_string(_text(document)).findings:
                        if not is_accepted(name, finding.issue, str(finding.detail)):
                            found[f"{template}: {name}: {finding.issue}: {finding.detail}"[:400]] = finding.issue
    print("\n".join(sorted(found)) or f"{judged} policies")
    return 1 if found or not judged else 0


if __name__ == "__main__":
    sys.exit(main())

"""Writes each template with its conditions decided, for every case of local/tests/deployment/cases.py: for linters, which leave
out what a condition leaves out.

usage: instantiated_templates.py FOLDER        in the Python environment `local`

Those with a key of the customer's go to FOLDER/with-key, the others to FOLDER/without-key.

Fails when a resource is in no case, or when SAM cannot transform one.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "local" / "tests" / "deployment"))

from cases import CASES  # noqa: E402
from localaws.packaging import transformed  # noqa: E402
from localaws.template import Template, read  # noqa: E402

ACCOUNT, REGION = "123456789012", "us-east-1"
NO_VALUE = {"Ref": "AWS::NoValue"}


def decided(value: Any, template: Template) -> Any:
    """The value without Fn::If."""
    if isinstance(value, dict):
        if set(value) == {"Fn::If"}:
            condition, yes, no = value["Fn::If"]
            return decided(yes if template.holds(condition) else no, template)
        members = {name: decided(member, template) for name, member in value.items()}
        return {name: member for name, member in members.items() if member != NO_VALUE}
    if isinstance(value, list):
        return [each for member in value if (each := decided(member, template)) != NO_VALUE]
    return value


def instantiated(path: Path, parameters: dict[str, str]) -> dict[str, Any]:
    """The template with the case's values as defaults, and nothing that the case leaves out."""
    template = Template(path, "demo", parameters, ACCOUNT, REGION)
    whole = read(path.read_text())
    for name, value in parameters.items():
        whole["Parameters"][name]["Default"] = value
    for part in ("Resources", "Outputs"):
        whole[part] = {
            name: {key: each for key, each in decided(member, template).items() if key != "Condition"}
            for name, member in whole[part].items()
            if "Condition" not in member or template.holds(member["Condition"])
        }
    for part in ("Conditions", "Rules"):
        whole.pop(part, None)
    text = json.dumps({part: each for part, each in whole.items() if part != "Parameters"})
    used = {name for name in whole["Parameters"] if f'"{name}"' in text or f"${{{name}}}" in text}
    whole["Parameters"] = {name: each for name, each in whole["Parameters"].items() if name in used}
    return whole


def main() -> int:
    folder = Path(sys.argv[1])
    failures, total = [], 0
    for template, cases in CASES.items():
        path = ROOT / template
        missing = set(read(path.read_text())["Resources"])
        for number, parameters in enumerate(cases):
            case = instantiated(path, parameters)
            missing -= case["Resources"].keys()
            name = f"{template.replace('/', '.').removesuffix('.yaml')}.{number}.json"
            text = json.dumps(case).replace('"../../', f'"{ROOT}/').replace('"functions/', f'"{ROOT}/functions/')
            # A part beside the template.
            text = re.sub(r'"Location": "(?=[\w-]+\.yaml")', f'"Location": "{path.parent}/', text)
            if "Transform" in case and "AWS::Serverless::Function" in text:
                # Where sam deploy would put them.
                text = text.replace(f'"{ROOT}/dist/', '"s3://example-artifacts/')
                text = text.replace(
                    '"DefinitionUri": "LogEvent.asl.json"', '"DefinitionUri": "s3://example-artifacts/LogEvent"'
                )
                text = json.dumps(transformed(text, parameters, REGION))
            part = folder / ("with-key" if parameters.get("EncryptionKeyArn") else "without-key")
            part.mkdir(exist_ok=True)
            (part / name).write_text(text)
        if missing:
            failures.append(f"{template}: in no case: {sorted(missing)}")
        total += len(read(path.read_text())["Resources"])
    strangers = sorted(
        str(path.relative_to(ROOT))
        for path in (*ROOT.glob("functions/*/*.yaml"), *ROOT.glob("pipelines/*/template.yaml"), ROOT / "template.yaml")
        if str(path.relative_to(ROOT)) not in CASES
    )
    failures += [f"{template}: has no cases in local/tests/deployment/cases.py" for template in strangers]
    print(
        "\n".join(failures)
        or f"all {total} resources of {len(CASES)} templates, in {sum(map(len, CASES.values()))} cases"
    )
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())

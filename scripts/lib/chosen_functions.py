"""Checks that a deployment of the suite gives what the functions it chooses need, before CloudFormation creates anything.

usage: chosen_functions.py TEMPLATE [CONFIG SECTION] [-- sam's arguments]

CloudFormation cannot check it by a rule: a rule cannot ask whether a word is in a parameter. What a function needs is what its
own template has no default for, and its cluster. Nothing is checked with --guided, which asks for the values later.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from deployment_parameters import given

APPLICATION = re.compile(
    r"^  (\w+):\n    Type: AWS::Serverless::Application\n(?:    .*\n)*?"
    r"      Location: (\S+)\n      Parameters:\n((?:        .*\n)*)",
    re.MULTILINE,
)
# A template has a default for each of these, and a rule that asks for one of them.
ALTERNATIVES = {"KafkaS3Sink": ["ClusterArn"]}


def parameters(template: str) -> dict[str, str]:
    """Each parameter's own lines, by its name."""
    section = re.search(r"^Parameters:\n(.*?)(?=^\S)", template, re.MULTILINE | re.DOTALL)
    if section is None:
        return {}
    return dict(re.findall(r"^  (\w+):\n((?:    .*\n)*)", section[1], re.MULTILINE))


def needed(path: Path) -> dict[str, list[str]]:
    """The suite's parameters that each of its functions needs."""
    template = path.read_text()
    found = {}
    for function, location, body in APPLICATION.findall(template):
        own = parameters((path.parent / location).read_text())
        asked = [name for name, lines in own.items() if "    Default:" not in lines] + ALTERNATIVES.get(function, [])
        values = dict(re.findall(r"^        (\w+): !Ref (\w+)$", body, re.MULTILINE))
        found[function] = [values[name] for name in asked if name in values]
    return found


def lacks_its_plan(folder: Path) -> bool:
    """Whether the function does nothing without a plan, and its zip has none of its name."""
    plan = parameters((folder / "template.yaml").read_text()).get("Plan", "    Default:")
    return "    Default:" not in plan and not (folder / "plans" / f"{folder.name}.yaml").exists()


def check(path: Path, values: dict[str, str]) -> list[str]:
    """What is missing or misspelt, a line each."""
    own = parameters(path.read_text())
    if "Functions" not in own:
        return []
    if not values.get("Functions"):
        return [f"choose functions: Functions={','.join(needed(path))}, or some of these"]
    chosen = [each.strip() for each in values["Functions"].split(",")]
    known = needed(path)
    problems = [f"no function is called {each}; there are: {', '.join(known)}" for each in chosen if each not in known]
    for each in chosen:
        missing = [name for name in known.get(each, []) if not values.get(name)]
        if missing:
            problems.append(f"{each} needs {' and '.join(missing)}")
        if each in known and not values.get("PlansS3Uri") and lacks_its_plan(path.parent / "functions" / each):
            problems.append(
                f"{each} needs PlansS3Uri, the folder with {each}.yaml, or functions/{each}/plans/{each}.yaml"
            )
    return problems


def main() -> int:
    arguments = sys.argv[1:]
    if not arguments:
        print(__doc__, file=sys.stderr)
        return 2
    split = arguments.index("--") if "--" in arguments else len(arguments)
    template, config, section = [*arguments[:split], "", ""][:3]
    rest = arguments[split + 1 :]
    if {"--guided", "-g"} & set(rest):
        return 0
    values = given(Path(config) if config else None, section, [part for each in rest for part in each.split()])
    problems = check(Path(template).resolve(), values)
    print("".join(f"error: {each}\n" for each in problems), end="", file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())

"""Writes into each README the table of its template's parameters, between the two comments that mark it.

usage: parameter_tables.py [--check]        in the Python environment `local`

--check changes nothing and fails when a table is not what the template says.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
BEGIN, END = "<!-- parameters: scripts/lib/parameter_tables.py writes them -->", "<!-- end of parameters -->"


class _Loader(yaml.CSafeLoader):
    """Reads CloudFormation's short forms, of which parameters have none."""


_Loader.add_multi_constructor("!", lambda loader, suffix, node: None)


def parameters(template: Path) -> dict[str, dict[str, Any]]:
    # safe: _Loader is a SafeLoader.
    content: dict[str, dict[str, dict[str, Any]]] = yaml.load(template.read_text(), _Loader)
    return content["Parameters"]


def table(template: Path) -> str:
    rows = ["| parameter | default | |", "|---|---|---|"]
    for name, parameter in parameters(template).items():
        default = f"`{parameter['Default']}`" if parameter.get("Default", "") != "" else "–"
        if "Default" not in parameter:
            default = "**asked for**"
        description = " ".join(str(parameter["Description"]).split()).replace("|", "\\|")
        values = parameter.get("AllowedValues")
        # The days of a log and the like are looked up where they are needed.
        allowed = f" One of {', '.join(f'`{value}`' for value in values)}." if values and 2 < len(values) < 8 else ""
        rows.append(f"| `{name}` | {default} | {description}{allowed} |")
    return "\n".join(rows)


def with_table(text: str, template: Path) -> str:
    return re.sub(
        rf"{re.escape(BEGIN)}\n.*?{re.escape(END)}",
        lambda _: f"{BEGIN}\n{table(template)}\n{END}",
        text,
        flags=re.DOTALL,
    )


def main() -> int:
    check = sys.argv[1:] == ["--check"]
    stale = []
    for template in sorted([*ROOT.glob("functions/*/template.yaml"), *ROOT.glob("pipelines/*/template.yaml")]):
        readme = template.parent / "README.md"
        text = readme.read_text()
        if BEGIN not in text or END not in text:
            stale.append(f"{readme.relative_to(ROOT)} has no place for its parameters: {BEGIN} and {END}")
            continue
        wanted = with_table(text, template)
        if wanted == text:
            continue
        if check:
            stale.append(f"{readme.relative_to(ROOT)} differs from its template; run scripts/lib/parameter_tables.py")
        else:
            readme.write_text(wanted)
    print("\n".join(stale), end="\n" if stale else "")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())

"""Writes into docs/operations.md how large each template is and what it asks for, between the two comments that mark the table.

usage: template_table.py [--check]        in the Python environment `local`

--check changes nothing and fails when the table is not what the templates say. The questions are those of guided_prompts.py,
which counts them from SAM's own output: one for each parameter, and eight about the stack.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from guided_prompts import GENERAL, contents

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "docs" / "operations.md"
BEGIN, END = "<!-- templates: scripts/lib/template_table.py writes them -->", "<!-- end of templates -->"


def templates() -> list[Path]:
    """Each template that somebody deploys, and behind a pipeline's own the parts that it nests."""
    pipelines = [
        path
        for folder in sorted((ROOT / "pipelines").iterdir())
        for path in sorted(folder.glob("*.yaml"), key=lambda path: (path.name != "template.yaml", path.name))
    ]
    return [ROOT / "template.yaml", *sorted(ROOT.glob("functions/*/*.yaml")), *pipelines]


def table() -> str:
    rows = [
        "| template | bytes | parameters | resources | without default | questions |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    for path in templates():
        content = contents(path)
        parameters, resources = content["Parameters"], len(content["Resources"])
        asked = sum("Default" not in each for each in parameters.values())
        is_part = path.parent.parent.name == "pipelines" and path.name != "template.yaml"
        rows.append(
            f"| `{path.relative_to(ROOT)}` | {path.stat().st_size:,} | {len(parameters)} | {resources} "
            + ("| – | – |" if is_part else f"| {asked} | {len(parameters) + len(GENERAL)} |")
        )
    return "\n".join(rows)


def main() -> int:
    text = DOCUMENT.read_text()
    wanted = re.sub(
        rf"{re.escape(BEGIN)}\n.*?{re.escape(END)}", lambda _: f"{BEGIN}\n{table()}\n{END}", text, flags=re.DOTALL
    )
    if wanted == text and BEGIN in text:
        return 0
    if sys.argv[1:] == ["--check"]:
        print(f"{DOCUMENT.relative_to(ROOT)} differs from the templates; run scripts/lib/template_table.py")
        return 1
    DOCUMENT.write_text(wanted)
    return 0


if __name__ == "__main__":
    sys.exit(main())

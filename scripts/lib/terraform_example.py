"""Parses examples/terraform with python-hcl2 and compares what it names: variables, the policy's placeholders, settings.

usage: terraform_example.py        in the Python environment `judges`
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import hcl2

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "examples" / "terraform"


def names(blocks: list[dict[str, Any]]) -> set[str]:
    """The first label of each block."""
    return {key.strip('"') for block in blocks for key in block}


def main() -> int:
    files = {path.name: path.read_text() for path in sorted(FOLDER.glob("*.tf"))}
    parsed = {name: hcl2.loads(text) for name, text in files.items()}
    failures = []
    variables = names(parsed["variables.tf"]["variable"])
    used = set(re.findall(r"\bvar\.(\w+)", "".join(files.values())))
    if used != variables:
        failures.append(f"variables that are declared or used only: {sorted(used ^ variables)}")
    given = re.search(r"templatefile\([^{]*\{[^{]*?policy\.json\.tftpl\", \{(.*?)\n  \}\)", files["main.tf"], re.DOTALL)
    placeholders = set(re.findall(r"\$\{(\w+)\}", (FOLDER / "policy.json.tftpl").read_text()))
    listed = set(re.findall(r"^\s+(\w+)\s+=", given[1], re.MULTILINE)) if given else set()
    if placeholders - listed:
        failures.append(f"the policy's placeholders that main.tf does not give: {sorted(placeholders - listed)}")
    template = (ROOT / "functions/S3Copier/template.yaml").read_text()
    for setting in re.findall(r"^      ([A-Z_]+)\s+=", files["main.tf"], re.MULTILINE):
        if not re.search(rf"^          {setting}: ", template, re.MULTILINE):
            failures.append(f"{setting} is a setting that the template does not have")
    print("\n".join(failures) or f"{len(files)} files, {len(variables)} variables, {len(placeholders)} placeholders")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())

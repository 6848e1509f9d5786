"""Runs `sam validate --lint` over templates, side by side on the machine's cores.

usage: validate_templates.py TEMPLATE…        in the Python environment `sam`

It is SAM's own command, called in a few processes for all templates: most of a `sam` process is spent on starting. The command
has cfn-lint judge the template's text, with every rule, warnings too. Templates that nest others are judged as files as well:
only then does cfn-lint compare the parameters that they give with those that the nested ones have.
"""

from __future__ import annotations

import contextlib
import io
import os
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path


def validate(template: str) -> tuple[bool, str]:
    """Whether SAM takes the template, and what it says."""
    from samcli.cli.main import cli

    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        try:
            cli.main(["validate", "--lint", "--region", "us-east-1", "--template", template], prog_name="sam")
            code: object = 0
        except SystemExit as end:
            code = end.code
        matches = nested(template) if code in (None, 0) else []
    return code in (None, 0) and not matches, "\n".join([said.getvalue().strip(), *matches])


def nested(template: str) -> list[str]:
    """What cfn-lint finds in the file of a template that nests others."""
    from cfnlint.api import lint_file

    if "AWS::Serverless::Application" not in Path(template).read_text():
        return []
    return [f"{match}" for match in lint_file(Path(template))]


def main() -> int:
    templates = sys.argv[1:]
    if not templates:
        print(__doc__, file=sys.stderr)
        return 2
    os.environ["SAM_CLI_TELEMETRY"] = "0"
    failed = 0
    # The large ones first, so that no core waits for one at the end.
    templates.sort(key=os.path.getsize, reverse=True)
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for template, (valid, said) in zip(templates, pool.map(validate, templates), strict=True):
            print(f"{template}: valid" if valid else f"{template}:\n{said}", flush=True)
            failed += not valid
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

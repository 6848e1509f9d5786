"""Holds SQL to the grammar of Redshift as sqlfluff knows it, which nobody here wrote.

Reads a JSON list of statements from standard input and prints a JSON list of what is wrong with each; null: nothing.
Runs in the environment of scripts/requirements/sql.txt.
"""

from __future__ import annotations

import json
import sys

from sqlfluff.core import FluffConfig, Linter


def main() -> None:
    linter = Linter(config=FluffConfig(overrides={"dialect": "redshift"}))
    answers = []
    for statement in json.load(sys.stdin):
        violations = linter.parse_string(f"{statement};\n").violations
        answers.append("; ".join(str(each) for each in violations) or None)
    json.dump(answers, sys.stdout)


if __name__ == "__main__":
    main()

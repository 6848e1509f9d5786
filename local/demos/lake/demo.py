"""The lake end to end on this machine: PostgreSQL, DMS's full load and changes, the Glue job `curate` on Spark with Iceberg,
and a comparison of every curated table with its source by a reader that had no part in it.

usage: python -m demos.lake.demo [--rows N]      (of the full load; the CSV file of customers has three quarters of them)
"""

from __future__ import annotations

import argparse
import contextlib
import sys
import tempfile
from pathlib import Path

from .scenario import LakeScenario


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=40_000, help="rows of the full load; AutoCorp's test has 1600000")
    rows = parser.parse_args().rows
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="lake-demo-")))
        scenario = LakeScenario(folder, stack)
        # An order has two lines of parts and two thirds of one of services.
        scenario.load(max(1000, (rows - 2700) * 3 // 11), rows * 3 // 4)
        scenario.change()
        scenario.compare()
        scenario.look_back()
        scenario.compare_with_the_original()
        return scenario.report()


if __name__ == "__main__":
    sys.exit(main())

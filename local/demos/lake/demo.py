"""The lake end to end on this machine: PostgreSQL, DMS's full load and changes, the Glue job `curate` on Spark with Iceberg,
and a comparison of every curated table with its source by a reader that had no part in it.

Run by scripts/demo.sh lake. Exits 0 only if every table equals its source, now and as of an earlier instant.
"""

from __future__ import annotations

import argparse
import contextlib
import tempfile
from pathlib import Path

from localaws import process

from ..demonstration import exit_with
from ..terminal import say, step
from .checks import LakeChecks
from .scenario import Lake

# More rows than these are loaded by a Spark that takes longer to begin and less for each row.
LARGE = 200_000


def main() -> int:
    process.end_by_exception()
    parser = argparse.ArgumentParser(prog="python -m demos.lake.demo", description=__doc__)
    parser.add_argument(
        "--rows", type=int, default=40_000, help="rows of the full load; the CSV file has three quarters"
    )
    rows = parser.parse_args().rows
    with contextlib.ExitStack() as stack:
        step("starting PostgreSQL, the local DMS and Spark, on loopback")
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="lake-demo-", ignore_cleanup_errors=True)))
        # An order has two lines of parts and two thirds of one of services; the other tables have 2,733 rows.
        orders = max(1000, (rows - 2733) * 3 // 11)
        passed = LakeChecks(Lake(folder, stack, rows > LARGE)).run(orders, rows * 3 // 4)
    say("\nEverything compared equal." if passed else "\nFAILED")
    return 0 if passed else 1


if __name__ == "__main__":
    exit_with(main)

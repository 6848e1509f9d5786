"""What the demonstrations share: their one option, and how they end."""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from localaws.ministack import ROOT

from .terminal import say


def arguments_of(package: str, function: str, description: str | None) -> argparse.ArgumentParser:
    """The options every demonstration has; it may add its own.

    `function` is the folder under functions/ whose template is deployed.
    """
    parser = argparse.ArgumentParser(prog=f"python -m demos.{package}.demo", description=description)
    parser.add_argument(
        "--template",
        type=Path,
        default=ROOT / "functions" / function / "template.yaml",
        help="names the zip by its own place",
    )
    return parser


def keep_logs(target: Path, *logs: Path) -> None:
    """Copies the logs of a demonstration that failed into one file, and says where it is."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as together:
        for log in logs:
            if log.exists():
                with log.open("rb") as one:
                    shutil.copyfileobj(one, together)
    say(f"\nThe log of the local AWS and of the functions: {target}")


def exit_with(main: Callable[[], int]) -> None:
    """Ends the process with what `main` returns."""
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        # As a shell expects of what Ctrl-C ended; everything is cleaned up by now.
        sys.exit(130)

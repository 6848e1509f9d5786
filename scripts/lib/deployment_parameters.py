"""The parameters of a deployment: on the command line, in a section of the configuration file, in the files it names."""

from __future__ import annotations

import re
import shlex
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# The two forms of the command line, and a file's `Key: Value`.
LONG = re.compile(r"^ParameterKey=([A-Za-z0-9]+),ParameterValue=(.*)$")
PAIR = re.compile(r"""^["']?([A-Za-z0-9]+)["']?\s*[=:]\s*(.*)$""")


def given(config: Path | None, section: str, arguments: list[str]) -> dict[str, str]:
    """The values by name. The command line's come before the file's.

    `config` is samconfig.toml or the like, `section` one of its names, `arguments` what `sam deploy` is given.
    """
    lines = [line for value in arguments for line in _lines(value)]
    if config and config.exists():
        sections = tomllib.loads(config.read_text())
        overrides = sections.get(section, {}).get("deploy", {}).get("parameters", {}).get("parameter_overrides", [])
        for value in shlex.split(overrides) if isinstance(overrides, str) else list(overrides):
            lines += _lines(value)
    values: dict[str, str] = {}
    for line in lines:
        if match := LONG.match(line.strip()) or PAIR.match(line.strip()):
            values.setdefault(match[1], match[2].split(" #")[0].strip().strip("\"'").replace("\\,", ","))
    return values


def _lines(value: str) -> list[str]:
    """A parameter, or the lines of the file that is named instead."""
    if not value.startswith("file://"):
        return [value]
    path = ROOT / value.removeprefix("file://")
    return path.read_text().splitlines() if path.exists() else []

"""The templates that deploy something, read with CloudFormation's short forms."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from localaws import template

ROOT = Path(__file__).resolve().parents[3]
FUNCTIONS = sorted((ROOT / "functions").glob("*/template.yaml"))
PIPELINES = sorted((ROOT / "pipelines").glob("*/template.yaml"))
SUITE = ROOT / "template.yaml"
SOURCE_REGION = ROOT / "functions" / "S3Copier" / "source-region.yaml"
UNDELIVERED = ROOT / "functions" / "S3Copier" / "undelivered-queue.yaml"
# What a pipeline's template nests beside functions: a template of all would be larger than CloudFormation takes.
PARTS = [ROOT / "pipelines" / "lake" / "athena.yaml", ROOT / "pipelines" / "lake" / "alarms.yaml"]
ALL = [SUITE, SOURCE_REGION, UNDELIVERED, *FUNCTIONS, *PIPELINES, *PARTS]


@cache
def read(path: Path) -> dict[str, Any]:
    return template.read(path.read_text())


def title(path: Path) -> str:
    return str(path.relative_to(ROOT))


def texts(value: Any) -> list[str]:
    """Every text in a value, at any depth."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for member in value.values() for text in texts(member)]
    if isinstance(value, list):
        return [text for member in value for text in texts(member)]
    return []


def references(value: Any) -> set[str]:
    """The names that a value refers to with !Ref, !GetAtt or !Sub."""
    if isinstance(value, list):
        return {name for member in value for name in references(member)}
    if not isinstance(value, dict):
        return set()
    names: set[str] = set()
    for key, member in value.items():
        if key == "Ref":
            names.add(str(member))
        elif key == "Fn::GetAtt":
            names.add(member.partition(".")[0] if isinstance(member, str) else str(member[0]))
        elif key == "Fn::Sub":
            text, own = (member, {}) if isinstance(member, str) else member
            found = {
                part.partition("}")[0].partition(".")[0] for part in text.split("${")[1:] if not part.startswith("!")
            }
            names |= (found - own.keys()) | references(own)
        else:
            names |= references(member)
    return names

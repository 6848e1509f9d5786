"""What a function's README, its source and the template each say of settings, outcomes and permissions."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
_NAME = r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*"
_ACTION = re.compile(r"`([a-z0-9-]+):([A-Z][A-Za-z0-9]*\*?)`|`([A-Z][A-Za-z]+)`")


class _Loader(yaml.CSafeLoader):
    """Keeps CloudFormation's functions as {"Fn::…": value}."""


def _function(loader: _Loader, suffix: str, node: yaml.Node) -> dict[str, Any]:
    if isinstance(node, yaml.ScalarNode):
        return {suffix: loader.construct_scalar(node)}
    if isinstance(node, yaml.SequenceNode):
        return {suffix: loader.construct_sequence(node, deep=True)}
    assert isinstance(node, yaml.MappingNode)
    return {suffix: loader.construct_mapping(node, deep=True)}


_Loader.add_multi_constructor("!", _function)


@functools.cache
def templates() -> list[dict[str, Any]]:
    """The template at the top, each function's own, and each pipeline's."""
    paths = [ROOT / "template.yaml", *sorted(ROOT.glob("functions/*/template.yaml"))]
    paths += sorted(ROOT.glob("pipelines/*/template.yaml"))
    return [yaml.load(path.read_text(), _Loader) for path in paths]


@dataclass(frozen=True)
class FunctionDocuments:
    name: str

    @property
    def folder(self) -> Path:
        return ROOT / "functions" / self.name

    # ---- The README

    def section(self, title: str) -> str:
        """The text under `## title`; empty when there is no such section."""
        text = (self.folder / "README.md").read_text()
        match = re.search(rf"^## {re.escape(title)}$(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
        return match[1] if match else ""

    def settings_of_readme(self) -> set[str]:
        return {
            name
            for cell in _first_cells(self.section("Settings"))
            for name in re.findall(rf"`({_NAME})`", cell)
        }  # fmt: skip

    def outcomes_of_readme(self) -> set[str]:
        return {name for cell in _first_cells(self.section("Outcomes")) for name in re.findall(r"`([A-Za-z]+)`", cell)}

    def actions_of_readme(self) -> set[str]:
        """`service:Action`; an action without its service belongs to the one named before it."""
        actions, service = set(), ""
        for match in _ACTION.finditer(self.section("Permissions")):
            service = match[1] or service
            actions.add(f"{service}:{match[2] or match[3]}")
        return actions

    # ---- The source

    def source(self) -> Mapping[Path, str]:
        return _swift(self.folder)

    def settings_of_help(self) -> set[str]:
        """What `bootstrap --help` lists."""
        return set(re.findall(rf'\.init\(\s*"({_NAME})",\s*"', self.source()[self.folder / f"{self.name}.swift"]))

    def settings_that_code_asks_for(self) -> set[str]:
        """Names that are read from the environment by a literal."""
        asked = rf'environment(?:\.\w+\(\s*|\[)"({_NAME})"'
        found = {name for text in self.source().values() for name in re.findall(asked, text)}
        return {name for name in found if not name.startswith(("AWS_", "LAMBDA_"))}

    def is_read(self, setting: str) -> bool:
        """Whether its name is a literal in the function's source, outside of its help, or in a library's."""
        main = self.folder / f"{self.name}.swift"
        for path, text in self.source().items():
            # In the main file the help names it as well.
            if text.count(f'"{setting}"') > (1 if path == main and f'.init("{setting}"' in text else 0):
                return True
        return any(f'"{setting}"' in text for text in _swift(ROOT / "Sources").values())

    def outcomes_of_source(self) -> set[str]:
        """The cases of the enumeration `<…>Outcome`, by their text."""
        outcomes: set[str] = set()
        for text in self.source().values():
            for body in re.findall(r"^enum \w*Outcome: String[^{]*\{(.*?)^\}", text, re.MULTILINE | re.DOTALL):
                for line in re.findall(r"^    case (.+)$", body, re.MULTILINE):
                    if ":" in line.split("//")[0].replace('"', ""):
                        continue  # A case of a switch.
                    for each in line.split("//")[0].split(","):
                        name, _, raw = each.partition("=")
                        outcomes.add(raw.strip().strip('"') or name.strip())
        return outcomes

    # ---- The template

    def variables_of_template(self) -> set[str]:
        return {
            name
            for _, function in self._resources("AWS::Serverless::Function")
            for name in _mapping(_mapping(function.get("Environment")).get("Variables"))
            if not name.startswith("AWS_")
        }

    def actions_of_template(self, roles: set[str] | None = None) -> set[str]:
        """What the function's role, or the roles that are named, may do; conditional statements included."""
        wanted = self._role_names() if roles is None else roles
        return {
            action
            for template in templates()
            for name, resource in template["Resources"].items()
            if name in wanted
            for action in _actions(resource)
        }

    def _role_names(self) -> set[str]:
        names = set()
        for _, function in self._resources("AWS::Serverless::Function"):
            role = _mapping(function.get("Role"))
            names.add(str(role.get("GetAtt", "")).partition(".")[0])
        return names

    def _resources(self, kind: str) -> Iterator[tuple[str, dict[str, Any]]]:
        for template in templates():
            for name, resource in template["Resources"].items():
                if resource["Type"] == kind and name == f"{self.name}Function":
                    yield name, resource.get("Properties", {})


@functools.cache
def _swift(folder: Path) -> Mapping[Path, str]:
    return {path: path.read_text() for path in sorted(folder.rglob("*.swift"))}


def functions() -> list[FunctionDocuments]:
    return [FunctionDocuments(path.parent.name) for path in sorted((ROOT / "functions").glob("*/template.yaml"))]


def _first_cells(section: str) -> Iterator[str]:
    """The first cell of each row of the section's own tables, those of its subsections not."""
    own = re.split(r"^### ", section, flags=re.MULTILINE)[0]
    for line in own.splitlines():
        if line.startswith("|") and not line.startswith(("|---", "| ---")):
            yield line.split("|")[1]


def _mapping(value: Any) -> dict[str, Any]:
    """The mapping itself, or what an If puts in its place."""
    if isinstance(value, dict) and "If" in value:
        value = value["If"][1]
    return value if isinstance(value, dict) else {}


def _actions(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for name, each in value.items():
            if name == "Action" and value.get("Effect") == "Allow":
                yield from _texts(each)
            elif name != "AssumeRolePolicyDocument":
                yield from _actions(each)
    elif isinstance(value, list):
        for each in value:
            yield from _actions(each)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str) and ":" in value:
        yield value
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)
    elif isinstance(value, dict):
        for each in value.values():
            yield from _texts(each)

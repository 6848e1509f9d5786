"""Sets up in the local Glue what a CloudFormation template says of Glue.

MiniStack refuses AWS::Glue::Workflow, so a stack on the local AWS is without its workflow; this makes it from the same lines.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import yaml

# In the order they refer to each other; names of properties are those of the API.
CREATORS = {
    "AWS::Glue::Workflow": "create_workflow",
    "AWS::Glue::Job": "create_job",
    "AWS::Glue::Crawler": "create_crawler",
    "AWS::Glue::Trigger": "create_trigger",
}


class TemplateError(Exception):
    """The template says something that this reader does not understand."""


class _Loader(yaml.SafeLoader):
    """Reads !Ref x as {"Ref": x}, and !Sub x as {"Fn::Sub": x}."""


def _short_form(loader: _Loader, tag: str, node: yaml.Node) -> dict[str, Any]:
    name = tag if tag in ("Ref", "Condition") else f"Fn::{tag}"
    if isinstance(node, yaml.ScalarNode):
        value: Any = loader.construct_scalar(node)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    elif isinstance(node, yaml.MappingNode):
        value = loader.construct_mapping(node, deep=True)
    else:
        raise TemplateError(f"!{tag} is neither text, list nor mapping")
    return {name: value}


_Loader.add_multi_constructor("!", _short_form)


class Template:
    """A template with its parameters filled in."""

    def __init__(self, path: Path, stack: str, parameters: Mapping[str, str], account: str, region: str) -> None:
        self._template: dict[str, Any] = yaml.load(path.read_text(), _Loader)
        defaults = {name: str(each.get("Default", "")) for name, each in self._template["Parameters"].items()}
        strangers = parameters.keys() - defaults.keys()
        if strangers:
            raise TemplateError(f"{path.name} has no parameters {sorted(strangers)}")
        self._values: dict[str, str] = {
            **defaults,
            **parameters,
            "AWS::StackName": stack,
            "AWS::AccountId": account,
            "AWS::Region": region,
            "AWS::Partition": "aws",
        }
        self._stack = stack
        self._functions: Mapping[str, Callable[[Any], Any]] = {
            "Ref": self._reference,
            "Condition": self._holds,
            "Fn::Sub": self._substituted,
            "Fn::If": lambda of: self.resolved(of[1] if self._holds(of[0]) else of[2]),
            "Fn::Equals": lambda of: self.resolved(of[0]) == self.resolved(of[1]),
            "Fn::Not": lambda of: not self.resolved(of[0]),
            "Fn::And": lambda of: all(self.resolved(each) for each in of),
            "Fn::Or": lambda of: any(self.resolved(each) for each in of),
            "Fn::Join": lambda of: self.resolved(of[0]).join(self.resolved(of[1])),
            "Fn::Split": lambda of: self.resolved(of[1]).split(of[0]),
            "Fn::GetAtt": lambda of: f"{self._stack}/{of if isinstance(of, str) else '.'.join(of)}",
        }

    def resources(self, kind: str) -> list[dict[str, Any]]:
        """The properties of the resources of a kind that the stack has."""
        return [
            self.resolved(resource["Properties"])
            for resource in self._template["Resources"].values()
            if resource["Type"] == kind and ("Condition" not in resource or self._holds(resource["Condition"]))
        ]

    def resolved(self, value: Any) -> Any:
        if isinstance(value, dict):
            if len(value) == 1 and (name := next(iter(value))) in self._functions:
                return self._functions[name](value[name])
            if any(name.startswith("Fn::") for name in value):
                raise TemplateError(f"{sorted(value)} is not understood")
            found = {name: self.resolved(member) for name, member in value.items()}
            return {name: member for name, member in found.items() if member is not None}
        if isinstance(value, list):
            return [each for item in value if (each := self.resolved(item)) is not None]
        return value

    def _reference(self, name: str) -> Any:
        if name == "AWS::NoValue":
            return None
        if name in self._values:
            return self._values[name]
        resource = self._template["Resources"].get(name)
        if resource is None:
            raise TemplateError(f"nothing is called {name}")
        given = resource["Properties"].get("Name") or resource["Properties"].get("DatabaseInput", {}).get("Name")
        return self.resolved(given) if given else f"{self._stack}-{name}".lower()

    def _holds(self, name: str) -> bool:
        return bool(self.resolved(self._template["Conditions"][name]))

    def _substituted(self, value: Any) -> str:
        text, own = (value, {}) if isinstance(value, str) else value

        def found(match: re.Match[str]) -> str:
            name = match[1]
            if name in own:
                return str(self.resolved(own[name]))
            return str(self._functions["Fn::GetAtt"](name) if "." in name else self._reference(name))

        return re.sub(r"\$\{([^!}]+)\}", found, text)


def create(glue: Any, template: Template) -> dict[str, list[str]]:
    """Creates the stack's workflows, jobs, crawlers and triggers. Returns their names by kind."""
    made: dict[str, list[str]] = {}
    for kind, creator in CREATORS.items():
        for properties in template.resources(kind):
            getattr(glue, creator)(**properties)
            made.setdefault(kind.rpartition("::")[2].lower(), []).append(properties["Name"])
    return made

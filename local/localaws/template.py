"""A CloudFormation template with its parameters filled in, as far as the local AWS and the tests need it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import yaml


class TemplateError(Exception):
    """The template says something that this reader does not understand."""


class _Loader(yaml.CSafeLoader):
    """Reads !Ref x as {"Ref": x}, and !Sub x as {"Fn::Sub": x}. libyaml's is ten times as fast as PyYAML's own."""


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


def read(text: str) -> dict[str, Any]:
    """The template with its functions in the long form."""
    # safe: _Loader is a SafeLoader.
    content: dict[str, Any] = yaml.load(text, _Loader)
    return content


# What !Ref of a type is where it is an ARN and no name, of those that the local AWS does not make itself.
ARN_BY_REFERENCE = {
    "AWS::DMS::ReplicationTask": "dms:{place}:task:{name}",
    "AWS::DMS::ReplicationConfig": "dms:{place}:replication-config:{name}",
    "AWS::DataSync::Task": "datasync:{place}:task/task-{name}",
}


class Template:
    """A template with its parameters filled in."""

    def __init__(self, path: Path, stack: str, parameters: Mapping[str, str], account: str, region: str) -> None:
        self._template = read(path.read_text())
        kinds = {name: each.get("Type") for name, each in self._template["Parameters"].items()}
        defaults = {name: str(each.get("Default", "")) for name, each in self._template["Parameters"].items()}
        strangers = parameters.keys() - defaults.keys()
        if strangers:
            raise TemplateError(f"{path.name} has no parameters {sorted(strangers)}")
        given = {**defaults, **parameters}
        self._values: dict[str, Any] = {
            **{
                name: value.split(",") if kinds[name] == "CommaDelimitedList" else value
                for name, value in given.items()
            },
            "AWS::StackName": stack,
            "AWS::AccountId": account,
            "AWS::Region": region,
            "AWS::Partition": "aws",
            "AWS::URLSuffix": "amazonaws.com",
        }
        self.stack = stack
        self._functions: Mapping[str, Callable[[Any], Any]] = {
            "Ref": self._reference,
            "Condition": self.holds,
            "Fn::Sub": self._substituted,
            "Fn::If": lambda of: self.resolved(of[1] if self.holds(of[0]) else of[2]),
            "Fn::Equals": lambda of: str(self.resolved(of[0])) == str(self.resolved(of[1])),
            "Fn::Not": lambda of: not self.resolved(of[0]),
            "Fn::And": lambda of: all(self.resolved(each) for each in of),
            "Fn::Or": lambda of: any(self.resolved(each) for each in of),
            "Fn::Join": lambda of: self.resolved(of[0]).join(self.resolved(of[1])),
            "Fn::Split": lambda of: self.resolved(of[1]).split(of[0]),
            "Fn::Select": lambda of: self.resolved(of[1])[int(of[0])],
            "Fn::FindInMap": self._mapped,
            "Fn::GetAtt": lambda of: f"{self.stack}/{of if isinstance(of, str) else '.'.join(of)}",
        }

    @property
    def sections(self) -> Mapping[str, Any]:
        """The template as it is written."""
        return self._template

    def has(self, name: str) -> bool:
        """Whether the stack has the resource."""
        condition = self._template["Resources"][name].get("Condition")
        return condition is None or self.holds(condition)

    def present(self) -> dict[str, dict[str, Any]]:
        """The resources that the stack has, by logical id, with their properties filled in."""
        return {
            name: {**resource, "Properties": self.resolved(resource.get("Properties", {}))}
            for name, resource in self._template["Resources"].items()
            if self.has(name)
        }

    def resources(self, kind: str) -> list[dict[str, Any]]:
        """The properties of the resources of a kind that the stack has."""
        return [
            self.resolved(resource["Properties"])
            for name, resource in self._template["Resources"].items()
            if resource["Type"] == kind and self.has(name)
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
        if name.endswith(".Alias"):  # As SAM calls the alias of AutoPublishAlias.
            return f"{self._reference(name.removesuffix('.Alias'))}:live"
        resource = self._template["Resources"].get(name)
        if resource is None:
            raise TemplateError(f"nothing is called {name}")
        if resource["Type"] in ARN_BY_REFERENCE:
            place = f"{self._values['AWS::Region']}:{self._values['AWS::AccountId']}"
            return f"arn:aws:{ARN_BY_REFERENCE[resource['Type']].format(place=place, name=name.upper())}"
        properties = resource["Properties"]
        given = (
            properties.get("Name") or properties.get("BucketName") or properties.get("DatabaseInput", {}).get("Name")
        )
        # A name may be given on a condition: CloudFormation makes one up where it is AWS::NoValue.
        return (self.resolved(given) if given else None) or f"{self.stack}-{name}".lower()

    def _mapped(self, of: list[Any]) -> Any:
        table, row, column = (self.resolved(each) for each in of)
        return self._template["Mappings"][table][row][column]

    def holds(self, name: str) -> bool:
        """Whether a condition of the template is true."""
        return bool(self.resolved(self._template["Conditions"][name]))

    def _substituted(self, value: Any) -> str:
        text, own = (value, {}) if isinstance(value, str) else value

        def found(match: re.Match[str]) -> str:
            name = match[1]
            if name in own:
                return str(self.resolved(own[name]))
            return str(self._functions["Fn::GetAtt"](name) if "." in name else self._reference(name))

        return re.sub(r"\$\{([^!}]+)\}", found, text)

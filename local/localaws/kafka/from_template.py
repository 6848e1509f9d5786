"""Starts what a template says of Kafka: MiniStack refuses event source mappings of Kafka."""

from __future__ import annotations

from typing import Any

from ..template import Template
from .mapping import EventSourceMapping

KIND = "AWS::Lambda::EventSourceMapping"


def is_kafka(properties: dict[str, Any]) -> bool:
    """Tells a mapping of Kafka from those of queues and streams."""
    return "Topics" in properties


def mappings(template: Template) -> list[tuple[str, EventSourceMapping]]:
    """The function that each mapping of Kafka invokes, as the template names it, and its settings.

    Raises `MappingRefused` for one that cannot be honoured.
    """
    return [
        (str(properties["FunctionName"]), EventSourceMapping.of(properties))
        for properties in template.resources(KIND)
        if is_kafka(properties)
    ]

"""A workflow's graph: what its triggers start, and what they wait for."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Trigger = Mapping[str, Any]


@dataclass(frozen=True)
class NodeKey:
    """A node by type (TRIGGER, JOB, CRAWLER) and name; a job that two triggers start is one node."""

    type: str
    name: str

    @property
    def unique_id(self) -> str:
        # The same in every run of the workflow, as ResumeWorkflowRun needs it.
        return "wnode_" + hashlib.sha256(f"{self.type}/{self.name}".encode()).hexdigest()


@dataclass(frozen=True)
class Graph:
    """Nodes in the order of the triggers, and edges from what comes first to what follows."""

    nodes: tuple[NodeKey, ...]
    edges: tuple[tuple[NodeKey, NodeKey], ...]

    @property
    def actions(self) -> tuple[NodeKey, ...]:
        return tuple(node for node in self.nodes if node.type != "TRIGGER")

    def downstream(self, starts: Iterable[NodeKey]) -> set[NodeKey]:
        """Everything that follows from `starts`, without them unless they follow from each other."""
        found: set[NodeKey] = set()
        ahead = list(starts)
        while ahead:
            here = ahead.pop()
            for source, target in self.edges:
                if source == here and target not in found:
                    found.add(target)
                    ahead.append(target)
        return found


def started_by(trigger: Trigger) -> list[NodeKey]:
    return [_key(action) for action in trigger["Actions"]]


def awaited_by(trigger: Trigger) -> list[tuple[NodeKey, str]]:
    """The nodes a trigger waits for, each with the state it must end in."""
    conditions = trigger.get("Predicate", {}).get("Conditions", [])
    return [(_key(condition), condition.get("State") or condition.get("CrawlState", "")) for condition in conditions]


def build(triggers: Iterable[Trigger]) -> Graph:
    nodes: dict[NodeKey, None] = {}
    edges: dict[tuple[NodeKey, NodeKey], None] = {}
    for trigger in triggers:
        own = NodeKey("TRIGGER", trigger["Name"])
        for node, _ in awaited_by(trigger):
            nodes[node] = None
            edges[node, own] = None
        nodes[own] = None
        for node in started_by(trigger):
            nodes[node] = None
            edges[own, node] = None
    return Graph(tuple(nodes), tuple(edges))


def _key(value: Mapping[str, Any]) -> NodeKey:
    return NodeKey("JOB", value["JobName"]) if "JobName" in value else NodeKey("CRAWLER", value["CrawlerName"])

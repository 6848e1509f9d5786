"""What is set up before a run: workflows, triggers, jobs, crawlers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from .errors import exists, invalid, not_found
from .script import CRAWL_ENDS, JOB_ENDS

Definition = dict[str, Any]


class Definitions:
    """Keeps definitions as they came; what a run reads of them is described by Glue's own model."""

    def __init__(self) -> None:
        self._workflows: dict[str, Definition] = {}
        self._triggers: dict[str, Definition] = {}
        self._jobs: dict[str, Definition] = {}
        self._crawlers: dict[str, Definition] = {}
        self.operations: Mapping[str, Callable[[Definition], Definition]] = {
            "CreateWorkflow": lambda request: _create(self._workflows, "Workflow", request),
            "CreateJob": lambda request: _create(self._jobs, "Job", request),
            "CreateCrawler": self._create_crawler,
            "CreateTrigger": self._create_trigger,
            "StartTrigger": self._start_trigger,
        }

    def workflow(self, name: str) -> Definition:
        return _get(self._workflows, "workflow", name)

    def has_workflow(self, name: str) -> bool:
        return name in self._workflows

    def job(self, name: str) -> Definition:
        return _get(self._jobs, "job", name)

    def retries_of(self, job: str) -> int:
        """How often Glue runs a job again when it failed."""
        return int(self.job(job).get("MaxRetries", 0))

    def crawler(self, name: str) -> Definition:
        return _get(self._crawlers, "crawler", name)

    def triggers_of(self, workflow: str) -> list[Definition]:
        return [trigger for trigger in self._triggers.values() if trigger.get("WorkflowName") == workflow]

    def check_outcomes(self, node: str, states: set[str]) -> None:
        """ValueError: the node is not defined, or its kind cannot end in one of the states."""
        if node not in self._jobs and node not in self._crawlers:
            raise ValueError(f"there is no job and no crawler {node}")
        ends = JOB_ENDS if node in self._jobs else CRAWL_ENDS
        if not states <= ends:
            raise ValueError(f"{node} cannot end in {sorted(states - ends)}, only in {sorted(ends)}")

    def _create_crawler(self, request: Definition) -> Definition:
        _create(self._crawlers, "Crawler", request)
        return {}

    def _create_trigger(self, request: Definition) -> Definition:
        workflow = request.get("WorkflowName")
        if workflow is not None:
            self.workflow(workflow)
        for action in request["Actions"]:
            self._check_node(action)
        conditions = request.get("Predicate", {}).get("Conditions", [])
        for condition in conditions:
            self._check_node(condition)
            if "State" not in condition and "CrawlState" not in condition:
                raise invalid(f"A condition of trigger {request['Name']} names no state")
        if (request["Type"] == "CONDITIONAL") != bool(conditions):
            raise invalid(f"Trigger {request['Name']} is {request['Type']}: a predicate is for CONDITIONAL ones")
        starts = [each for each in self.triggers_of(workflow) if each["Type"] != "CONDITIONAL"] if workflow else []
        if request["Type"] != "CONDITIONAL" and starts:
            raise invalid(f"Workflow {workflow} already has its start trigger {starts[0]['Name']}")
        if request["Type"] == "ON_DEMAND" and request.get("StartOnCreation"):
            raise invalid("StartOnCreation is not for ON_DEMAND triggers")
        state = "ACTIVATED" if request.get("StartOnCreation") else "CREATED"
        return _create(self._triggers, "Trigger", {**request, "State": state})

    def _start_trigger(self, request: Definition) -> Definition:
        """Activates a trigger; firing an ON_DEMAND one this way is StartWorkflowRun's business here."""
        trigger = _get(self._triggers, "trigger", request["Name"])
        if trigger["Type"] == "ON_DEMAND":
            raise invalid(f"The local Glue starts workflows by StartWorkflowRun only, not by trigger {trigger['Name']}")
        trigger["State"] = "ACTIVATED"
        return {"Name": trigger["Name"]}

    def _check_node(self, value: Definition) -> None:
        if "JobName" in value:
            self.job(value["JobName"])
        elif "CrawlerName" in value:
            self.crawler(value["CrawlerName"])
        else:
            raise invalid("An action or condition names neither a job nor a crawler")


def _create(kept: dict[str, Definition], what: str, request: Definition) -> Definition:
    name = request["Name"]
    if name in kept:
        raise exists(what, name)
    kept[name] = dict(request)
    return {"Name": name}


def _get(kept: dict[str, Definition], what: str, name: str) -> Definition:
    if name not in kept:
        raise not_found(what, name)
    return kept[name]

"""The workflow run that a job is in, by what Glue passes to the job."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

OF_THE_RUN = ("WORKFLOW_NAME", "WORKFLOW_RUN_ID")


@dataclass(frozen=True)
class WorkflowRun:
    """`glue` is a boto3 client."""

    glue: Any
    workflow: str
    run: str

    def properties(self) -> dict[str, str]:
        found = self.glue.get_workflow_run_properties(Name=self.workflow, RunId=self.run)
        properties: dict[str, str] = found["RunProperties"]
        return properties

    def put(self, properties: Mapping[str, str]) -> None:
        self.glue.put_workflow_run_properties(Name=self.workflow, RunId=self.run, RunProperties=dict(properties))

    @property
    def resumed(self) -> WorkflowRun | None:
        """The run of which this one runs nodes again; None for one that was started."""
        earlier = self.glue.get_workflow_run(Name=self.workflow, RunId=self.run)["Run"].get("PreviousRunId", "")
        return WorkflowRun(self.glue, self.workflow, earlier) if earlier else None


def workflow_run(given: Mapping[str, str]) -> WorkflowRun | None:
    """The run of a job's arguments; None for a job that was started by itself."""
    if not all(given.get(each) for each in OF_THE_RUN):
        return None
    import boto3

    return WorkflowRun(boto3.client("glue"), *(given[each] for each in OF_THE_RUN))

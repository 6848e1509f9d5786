"""Runs, nodes and definitions in the shapes Glue answers with."""

from __future__ import annotations

from typing import Any

from .graph import NodeKey
from .run import Attempt, WorkflowRun


def workflow_run(run: WorkflowRun, with_graph: bool) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "Name": run.workflow,
        "WorkflowRunId": run.identifier,
        "WorkflowRunProperties": run.properties,
        "StartedOn": run.started,
        "Status": run.status,
        "Statistics": run.statistics(),
    }
    if run.previous is not None:
        answer["PreviousRunId"] = run.previous
    if run.completed is not None:
        answer["CompletedOn"] = run.completed
    if run.error:
        answer["ErrorMessage"] = run.error
    if with_graph:
        answer["Graph"] = run.described_graph(node)
    return answer


def node(run: WorkflowRun, key: NodeKey) -> dict[str, Any]:
    answer: dict[str, Any] = {"Type": key.type, "Name": key.name, "UniqueId": key.unique_id}
    attempts = run.attempts.get(key, [])
    if key.type == "TRIGGER":
        definition = next(each for each in run.triggers if each["Name"] == key.name)
        answer["TriggerDetails"] = {"Trigger": trigger(definition)}
    elif key.type == "JOB":
        # A node that was not reached has its details, without runs.
        answer["JobDetails"] = {"JobRuns": [job_run(attempt) for attempt in attempts]} if attempts else {}
    else:
        answer["CrawlerDetails"] = {"Crawls": [crawl(attempt) for attempt in attempts]} if attempts else {}
    return answer


def job_run(attempt: Attempt) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "Id": attempt.identifier,
        "Attempt": attempt.number,
        "JobName": attempt.node.name,
        "StartedOn": attempt.started,
        "LastModifiedOn": attempt.completed or attempt.started,
        "JobRunState": attempt.state,
        "LogGroupName": "/aws-glue/jobs",
    }
    if attempt.previous is not None:
        answer["PreviousRunId"] = attempt.previous
    if attempt.completed is not None:
        answer["CompletedOn"] = attempt.completed
        answer["ExecutionTime"] = int(attempt.completed - attempt.started)
    if attempt.error:
        answer["ErrorMessage"] = attempt.error
    return answer


def crawl(attempt: Attempt) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "State": attempt.state,
        "StartedOn": attempt.started,
        "LogGroup": "/aws-glue/crawlers",
        "LogStream": attempt.node.name,
    }
    if attempt.completed is not None:
        answer["CompletedOn"] = attempt.completed
    if attempt.error:
        answer["ErrorMessage"] = attempt.error
    return answer


def trigger(definition: dict[str, Any] | Any) -> dict[str, Any]:
    members = ("Name", "WorkflowName", "Type", "State", "Description", "Schedule", "Actions", "Predicate")
    return {member: definition[member] for member in members if member in definition}


def crawler(definition: dict[str, Any], attempts: list[Attempt]) -> dict[str, Any]:
    answer = {name: value for name, value in definition.items() if name not in ("Schedule", "Tags")}
    live = [attempt for attempt in attempts if attempt.completed is None]
    over = [attempt for attempt in attempts if attempt.completed is not None]
    answer["State"] = "READY" if not live else "STOPPING" if live[-1].state == "CANCELLING" else "RUNNING"
    if over:
        last = max(over, key=lambda attempt: attempt.completed or 0)
        answer["LastCrawl"] = {
            # The last crawl knows three ends, a crawl in a graph more.
            "Status": "FAILED" if last.state == "ERROR" else last.state,
            "StartTime": last.started,
            "LogGroup": "/aws-glue/crawlers",
            "LogStream": last.node.name,
            **({"ErrorMessage": last.error} if last.error else {}),
        }
    return answer

"""DataSync: DescribeTaskExecution and ListTaskExecutions, over executions that the control endpoint sets."""

from __future__ import annotations

import re
import uuid
from typing import Any

from .errors import ServiceError
from .events import publish_execution
from .faults import Fault
from .paging import Limits, page_of
from .state import ACCOUNT, State

_LIST = Limits(least=1, most=100)

_EXECUTION = re.compile(
    r"arn:aws[a-z-]*:datasync:[a-z0-9-]+:[0-9]{12}:task/task-[0-9a-f]{17}/execution/exec-[0-9a-f]{17}"
)


class DataSync:
    def __init__(self, state: State) -> None:
        self._state = state

    def put_execution(self, values: dict[str, Any]) -> str:
        """Sets an execution, in the API's spelling, and publishes its end. Returns its ARN, a new one if none is given."""
        arn = values.get("TaskExecutionArn") or (
            f"arn:aws:datasync:{self._state.region}:{ACCOUNT}:task/task-0{uuid.uuid4().hex[:16]}"
            f"/execution/exec-0{uuid.uuid4().hex[:16]}"
        )
        if not _EXECUTION.fullmatch(arn):
            raise ValueError(f"not the ARN of a task execution: {arn}")
        before = self._state.executions.get(arn, {})
        after = {**before, **values, "TaskExecutionArn": arn}
        self._state.executions[arn] = after
        if after.get("Status") in ("SUCCESS", "ERROR") and after.get("Status") != before.get("Status"):
            publish_execution(self._state, arn, after["Status"])
        return arn

    def describe(self, parameters: dict[str, Any], fault: Fault | None) -> dict[str, Any]:
        arn = parameters["TaskExecutionArn"]
        execution = self._state.executions.get(arn)
        if execution is None or (fault and fault.kind == "missing"):
            # DataSync has no "not found" of its own.
            raise ServiceError("InvalidRequestException", f"Task execution {arn.rpartition('/')[2]} does not exist.")
        if fault and fault.kind == "stale":
            return {"TaskExecutionArn": arn, "Status": "VERIFYING"}
        return dict(execution)

    def list(self, parameters: dict[str, Any], fault: Fault | None) -> dict[str, Any]:
        task = parameters.get("TaskArn")
        found = [
            each for arn, each in self._state.executions.items() if task in (None, arn.partition("/execution/")[0])
        ]
        # The same pages under other names: MaxResults, NextToken.
        asked = {"Marker": parameters.get("NextToken"), "MaxRecords": parameters.get("MaxResults", 100)}
        page = page_of(found, asked, _LIST, fault.size if fault and fault.kind == "short-page" else None)
        shown = [{"TaskExecutionArn": each["TaskExecutionArn"], "Status": each["Status"]} for each in page.items]
        return {"TaskExecutions": shown, **({"NextToken": page.marker} if page.marker else {})}

"""DescribeTableStatistics and its serverless sister: page after page, table by table."""

from __future__ import annotations

from typing import Any

from .errors import not_found
from .faults import Fault
from .filters import apply_filters
from .migration import Kind, Table
from .paging import TABLES, page_of
from .state import State
from .tasks import as_seen, page_size

_READERS = {
    "schema-name": lambda table: [table.schema],
    "table-name": lambda table: [table.name],
    "table-state": lambda table: [table.state],
}


class TableStatistics:
    def __init__(self, state: State) -> None:
        self._state = state

    def of_task(self, parameters: dict[str, Any], fault: Fault | None) -> dict[str, Any]:
        arn = parameters["ReplicationTaskArn"]
        page = self._page(Kind.TASK, arn, "TableStatistics", parameters, fault)
        return {"ReplicationTaskArn": arn, **page}

    def of_replication(self, parameters: dict[str, Any], fault: Fault | None) -> dict[str, Any]:
        arn = parameters["ReplicationConfigArn"]
        page = self._page(Kind.REPLICATION, arn, "ReplicationTableStatistics", parameters, fault)
        return {"ReplicationConfigArn": arn, **page}

    def _page(self, kind: Kind, arn: str, name: str, parameters: dict[str, Any], fault: Fault | None) -> dict[str, Any]:
        migration = self._state.migrations.get(arn)
        seen = as_seen(migration, fault) if migration and migration.kind is kind else None
        if seen is None:
            raise not_found(f"{arn} could not be found")
        tables: list[Table] = apply_filters(seen.tables, parameters.get("Filters"), _READERS)
        if fault and fault.kind == "empty-page":
            # A page may be empty and yet not the last.
            first = page_of(tables, {}, TABLES, at_most=0)
            return first.answer(name, [])
        page = page_of(tables, parameters, TABLES, page_size(fault))
        answer = page.answer(name, [table.shown() for table in page.items])
        if fault and fault.kind == "same-marker" and "Marker" in parameters:
            # A service gone astray; whoever follows it never ends.
            answer["Marker"] = parameters["Marker"]
        return answer

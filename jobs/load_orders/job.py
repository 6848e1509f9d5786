"""Merges the Parquet files of a manifest into Redshift, in one transaction.

The manifest is the run property `orders_manifest` that orders_to_parquet left, of this run or, in a resumed one,
of a run before it. An order replaces the table's only if it is not older, so a late or repeated load changes nothing.

Each argument can also come as a run property of the workflow, which goes before the job's own:

    redshift_workgroup   the Redshift Serverless workgroup                              needed
    redshift_database    its database                                                   needed
    redshift_table       schema.table; created when it is missing                       needed
    copy_role            role that COPY reads the files with                            the namespace's default role
    orders_manifest      s3://…  the manifest                                           needed
    orders_rows          rows the files have; COPY must load as many                    not checked
"""

from __future__ import annotations

import hashlib
import json
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from curate.command_line import ArgumentError, JobError, under_properties
from curate.command_line import command_line as read_command_line
from curate.workflow_run import OF_THE_RUN, WorkflowRun
from orders_to_parquet.columns import redshift_columns

# COPY fills a columnar file's columns in by position, and their types must agree.
COLUMNS = redshift_columns()
ATTEMPTS = 4
_SETTINGS = ("redshift_workgroup", "redshift_database", "redshift_table", "copy_role", "orders_manifest", "orders_rows")


@dataclass(frozen=True)
class Load:
    """What is loaded, and where to."""

    workgroup: str
    database: str
    schema: str
    table: str
    manifest: str
    copy_role: str = ""
    rows: int | None = None
    run: str = ""

    def token(self, attempt: int) -> str:
        """The Data API runs a token's statements once, and forgets it after eight hours.

        The run is in it: one that resumes a failed run has the same manifest, and must not be answered with its failure.
        """
        text = json.dumps([self.workgroup, self.database, self.schema, self.table, self.manifest, self.run, attempt])
        return hashlib.sha256(text.encode()).hexdigest()


# ---- Arguments -------------------------------------------------------------------------------------------------------


def command_line(argv: Sequence[str]) -> dict[str, str]:
    """What Glue passes, its own arguments left out."""
    return read_command_line(argv, (*_SETTINGS, *OF_THE_RUN))


def load(given: Mapping[str, str], properties: Mapping[str, str]) -> Load:
    """The command line under the run's properties. Raises ArgumentError for what is missing or makes no sense."""
    values = under_properties(given, properties, _SETTINGS)
    for name in ("redshift_workgroup", "redshift_database", "redshift_table"):
        if not values.get(name):
            raise ArgumentError(f"no {name}: give it as --{name} or as a run property")
    if not values.get("orders_manifest"):
        raise ArgumentError("no orders_manifest in this run or the runs before it: has orders_to_parquet succeeded?")
    schema, dot, table = values["redshift_table"].partition(".")
    if not dot or not schema or not table or "." in table:
        raise ArgumentError(f"redshift_table is {values['redshift_table']!r}; it is schema.table")
    rows = values.get("orders_rows", "")
    if rows and not (rows.isascii() and rows.isdigit()):
        raise ArgumentError(f"orders_rows is {rows!r}; it is a count")
    return Load(
        workgroup=values["redshift_workgroup"],
        database=values["redshift_database"],
        schema=schema,
        table=table,
        manifest=values["orders_manifest"],
        copy_role=values.get("copy_role", ""),
        rows=int(rows) if rows else None,
        run=given.get("WORKFLOW_RUN_ID", ""),
    )


def run_properties(run: WorkflowRun, most: int = 20) -> dict[str, str]:
    """The run's properties; those of orders_to_parquet from the run that was resumed, if it left none in this."""
    own = found = run.properties()
    for _ in range(most):
        if "orders_manifest" in found:
            taken = {name: text for name, text in found.items() if name in ("orders_manifest", "orders_rows")}
            return {**own, **taken}
        earlier = run.resumed
        if earlier is None:
            break
        run, found = earlier, earlier.properties()
    return own


# ---- SQL -------------------------------------------------------------------------------------------------------------


def identifier(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    if "\0" in text:
        raise JobError("SQL cannot hold a NUL character")
    # Redshift takes a backslash for an escape.
    return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'"


def statements(plan: Load, has_files: bool) -> list[str]:
    """One transaction. Without files (no orders at all) nothing is copied: COPY refuses an empty manifest."""
    target = f"{identifier(plan.schema)}.{identifier(plan.table)}"
    # Of its own name for each load: two loads at once must not meet.
    staging = identifier(f"staging_{plan.token(0)[:16]}")
    names = ", ".join(identifier(name) for name, _ in COLUMNS)
    columns = ", ".join(f"{identifier(name)} {kind}" for name, kind in COLUMNS)
    create = f"CREATE TABLE IF NOT EXISTS {target} ({columns})"
    if not has_files:
        return [create]
    role = literal(plan.copy_role) if plan.copy_role else "default"
    result = [
        create,
        f"CREATE TEMP TABLE {staging} ({columns})",
        f"COPY {staging} FROM {literal(plan.manifest)} IAM_ROLE {role} FORMAT AS PARQUET MANIFEST",
    ]
    if plan.rows is not None:
        # Fails the transaction; what follows cannot see a part of the files.
        result.append(f"SELECT 1 / (CASE WHEN count(*) = {plan.rows} THEN 1 ELSE 0 END) FROM {staging}")
    return [
        *result,
        # Not a correlated EXISTS, which Redshift takes only in part.
        f"DELETE FROM {target} WHERE order_id IN (SELECT old.order_id FROM {target} AS old"
        f" JOIN {staging} AS new ON new.order_id = old.order_id AND new.updated_at >= old.updated_at)",
        # The newest of each order, of those that the table has no newer one of.
        f"INSERT INTO {target} ({names}) SELECT {', '.join(f'new.{identifier(name)}' for name, _ in COLUMNS)}"
        f" FROM (SELECT {names}, ROW_NUMBER() OVER (PARTITION BY order_id ORDER BY updated_at DESC) AS place"
        f" FROM {staging}) AS new LEFT JOIN {target} AS old ON old.order_id = new.order_id"
        " WHERE new.place = 1 AND old.order_id IS NULL",
        f"DROP TABLE {staging}",
    ]


# ---- Redshift --------------------------------------------------------------------------------------------------------


def may_work_again(error: str) -> bool:
    """Error 1023: another transaction touched the table.

    https://docs.aws.amazon.com/redshift/latest/dg/c_serial_isolation.html
    """
    return "1023" in error and "serializable" in error.lower()


def execute(data: Any, plan: Load, sqls: Sequence[str], sleep: Callable[[float], None] = time.sleep) -> None:
    """Runs the statements as one transaction and waits. Raises JobError when they did not work."""
    for attempt in range(ATTEMPTS):
        statement = data.batch_execute_statement(
            WorkgroupName=plan.workgroup,
            Database=plan.database,
            Sqls=list(sqls),
            StatementName=f"load-orders {plan.manifest}"[-500:],
            ClientToken=plan.token(attempt),
        )["Id"]
        state = _await(data, statement, sleep)
        if state["Status"] == "FINISHED":
            return
        error = _why(state, sqls)
        if attempt + 1 == ATTEMPTS or not may_work_again(error):
            raise JobError(f"Redshift statement {statement} {state['Status']}: {error}")
        logging.warning("attempt %d met another transaction: %s", attempt + 1, error)
        sleep(5.0 * 2**attempt)


def _await(data: Any, statement: str, sleep: Callable[[float], None]) -> dict[str, Any]:
    pause = 0.25
    while True:
        state: dict[str, Any] = data.describe_statement(Id=statement)
        if state["Status"] in ("FINISHED", "FAILED", "ABORTED"):
            return state
        sleep(pause)
        pause = min(pause * 1.5, 10.0)


def _why(state: Mapping[str, Any], sqls: Sequence[str]) -> str:
    error = str(state.get("Error", "no reason given"))
    for index, part in enumerate(state.get("SubStatements", [])):
        if part.get("Status") == "FAILED" and index < len(sqls):
            if sqls[index].startswith("SELECT 1 / "):
                return "COPY did not load as many rows as orders_to_parquet.py wrote; nothing was changed"
            return f"{part.get('Error', error)} (in statement {index + 1}: {sqls[index][:80]}…)"
    return error

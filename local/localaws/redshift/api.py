"""The Data API's operations: what they take and refuse, what they answer.

https://docs.aws.amazon.com/redshift-data/latest/APIReference/Welcome.html
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from . import answers, requests
from .callers import Caller, Callers
from .errors import ServerError, ServiceError, not_found, validation
from .executor import Executor, Warehouse
from .results import csv_page, json_page
from .statements import Part, Statement, Status, Target, TokenReused

MAX_SQL_BYTES = 100 * 1024
MAX_BATCH = 40
OPERATIONS = (
    "ExecuteStatement",
    "BatchExecuteStatement",
    "DescribeStatement",
    "GetStatementResult",
    "GetStatementResultV2",
    "CancelStatement",
    "ListStatements",
)
_ID = re.compile(r"([a-z0-9]{8}(?:-[a-z0-9]{4}){3}-[a-z0-9]{12})(?::(\d{1,2}))?")


@dataclass
class Limits:
    """What differs from account to account."""

    active_statements: int = 500
    rows_per_page: int = 1000


@dataclass
class Landscape:
    """Which workgroups and clusters there are; a workgroup's ARN ends in an id, not in its name."""

    workgroups: dict[str, str] = field(
        default_factory=lambda: {"example-workgroup": "0a1b2c3d-0000-4000-8000-000000000001"}
    )
    clusters: set[str] = field(default_factory=lambda: {"example-cluster"})


class Api:
    def __init__(self, warehouse: Warehouse, executor: Executor, limits: Limits, landscape: Landscape) -> None:
        self._warehouse = warehouse
        self._statements = warehouse.statements
        self._executor = executor
        self._limits = limits
        self._landscape = landscape
        self._callers = Callers()
        self.calls: dict[str, int] = {}
        served: tuple[Callable[[dict[str, Any], Caller], dict[str, Any]], ...] = (
            self._execute,
            self._batch_execute,
            self._describe,
            lambda body, caller: self._result(body, caller, "JSON"),
            lambda body, caller: self._result(body, caller, "CSV"),
            self._cancel,
            self._list,
        )
        self._operations = dict(zip(OPERATIONS, served, strict=True))

    def call(self, operation: str, body: dict[str, Any], headers: Mapping[str, str]) -> dict[str, Any]:
        """Raises ServiceError."""
        self.calls[operation] = self.calls.get(operation, 0) + 1
        run = self._operations.get(operation)
        if run is None:
            raise ServiceError("UnknownOperationException", f"{operation} is not supported by the local Redshift")
        caller = self._callers.identify(headers, self._warehouse.aws)
        name, text = str(body.get("StatementName", "")), str(body.get("Sql") or body.get("Sqls") or "")
        faults = self._warehouse.faults
        if faults.strike("throttle", operation=operation, name=name, sql=text):
            raise ServiceError("ThrottlingException", "Rate exceeded")
        if faults.strike("server-error", operation=operation, name=name, sql=text):
            raise ServerError("InternalServerException", "The service has encountered an internal error")
        answer = run(body, caller)
        if slow := faults.strike("slow-answer", operation=operation, name=name, sql=text):
            time.sleep(slow.seconds)
        if faults.strike("lost-answer", operation=operation, name=name, sql=text):
            raise ServerError("InternalServerException", "The service has encountered an internal error")
        return answer

    # -- Beginning a statement

    def _execute(self, body: dict[str, Any], caller: Caller) -> dict[str, Any]:
        return self._begin(body, caller, [requests.sql_text(body.get("Sql"), "sql")], is_batch=False)

    def _batch_execute(self, body: dict[str, Any], caller: Caller) -> dict[str, Any]:
        texts = body.get("Sqls")
        if not isinstance(texts, list) or not 1 <= len(texts) <= MAX_BATCH:
            raise validation(
                "1 validation error detected: Value at 'sqls' failed to satisfy constraint: Member must have length "
                f"less than or equal to {MAX_BATCH} and greater than or equal to 1"
            )
        mode = body.get("ExecutionMode", "TRANSACTION")
        if mode not in ("TRANSACTION", "AUTO_COMMIT"):
            raise validation(
                f"1 validation error detected: Value '{mode}' at 'executionMode' failed to satisfy constraint: Member "
                "must satisfy enum value set: [TRANSACTION, AUTO_COMMIT]"
            )
        return self._begin(body, caller, [requests.sql_text(each, "sqls") for each in texts], is_batch=True)

    def _begin(self, body: dict[str, Any], caller: Caller, texts: list[str], is_batch: bool) -> dict[str, Any]:
        wait = requests.wait_seconds(body)
        if sum(len(each.encode()) for each in texts) > MAX_SQL_BYTES:
            raise validation("Query string's length is longer than 100 KB. Please reduce its size and try again.")
        name = requests.limited(body, "StatementName", 2048)
        token = requests.limited(body, "ClientToken", 64, least=1)
        target = self._target(body)
        parameters = requests.parameters(body, texts)
        result_format = body.get("ResultFormat", "JSON")
        if result_format not in ("JSON", "CSV"):
            raise validation(f"Value '{result_format}' at 'resultFormat' must satisfy enum value set: [JSON, CSV]")
        for text in texts:
            requests.require_one_statement(text)
        self._require_access(caller, target, is_batch)
        operation = "BatchExecuteStatement" if is_batch else "ExecuteStatement"
        if self._warehouse.faults.strike("unavailable", operation=operation, name=name or "", sql=str(texts)):
            # The Data API's words, whatever the reason: paused, resuming, resizing, modifying.
            raise validation("Redshift endpoint is not available")
        if self._statements.active() >= self._limits.active_statements:
            raise ServiceError("ActiveStatementsExceededException", "Active statements exceeded the allowed quota.")

        def make(identifier: str, now: float) -> Statement:
            return Statement(
                id=identifier,
                target=target,
                parts=[Part(sql=text, created=now, updated=now) for text in texts],
                is_batch=is_batch,
                owner=caller.arn,
                created=now,
                updated=now,
                name=name or "",
                with_event=bool(body.get("WithEvent", False)),
                one_transaction=body.get("ExecutionMode", "TRANSACTION") == "TRANSACTION",
                result_format=result_format,
                parameters=parameters,
            )

        request = {key: value for key, value in body.items() if key not in ("ClientToken", "WaitTimeSeconds")}
        try:
            statement, is_new = self._statements.add(make, token, (is_batch, request))
        except TokenReused:
            raise validation("The client token was already used with a different request.") from None
        if is_new:
            self._executor.submit(statement)
        answer: dict[str, Any] = {"Id": statement.id, "CreatedAt": statement.created, **answers.where(target)}
        if wait:
            self._statements.wait(statement, lambda each: each.status.is_last, wait)
            answer |= {"Status": statement.status.value, "HasResultSet": answers.has_result(statement.parts)}
            if statement.backend:
                answer["RedshiftPid"] = statement.backend
        return answer

    def _target(self, body: dict[str, Any]) -> Target:
        workgroup, cluster = body.get("WorkgroupName"), body.get("ClusterIdentifier")
        database, user, secret = body.get("Database"), body.get("DbUser"), body.get("SecretArn")
        if body.get("SessionId") is not None or body.get("SessionKeepAliveSeconds"):
            raise validation("Sessions (SessionId, SessionKeepAliveSeconds) are not supported by the local Redshift.")
        if (workgroup is None) == (cluster is None):
            raise validation("Exactly one of WorkgroupName and ClusterIdentifier must be specified.")
        if not database:
            raise validation("Database is required.")
        if workgroup is not None:
            if user is not None:
                raise validation("DbUser is not supported with WorkgroupName.")
            name = str(workgroup)
            if name.startswith("arn:"):
                by_id = {identifier: each for each, identifier in self._landscape.workgroups.items()}
                name = by_id.get(name.rpartition("/")[2], "")
            if name not in self._landscape.workgroups:
                raise validation("Redshift endpoint doesn't exist in this region.")
            return Target(database, workgroup=name, secret=secret)
        if user is not None and secret is not None:
            raise validation("Only one of DbUser and SecretArn may be specified.")
        if cluster not in self._landscape.clusters:
            raise validation("Redshift endpoint doesn't exist in this region.")
        return Target(database, cluster=cluster, user=user, secret=secret)

    def _require_access(self, caller: Caller, target: Target, is_batch: bool) -> None:
        aws = self._warehouse.aws
        if aws is None:
            return
        if target.workgroup is not None:
            kind, name = "redshift-serverless", f"workgroup/{self._landscape.workgroups[target.workgroup]}"
            credentials, of = (
                "redshift-serverless:GetCredentials",
                f"workgroup/{self._landscape.workgroups[target.workgroup]}",
            )
        else:
            kind, name = "redshift", f"cluster:{target.cluster}"
            credentials, of = "redshift:GetClusterCredentialsWithIAM", f"dbname:{target.cluster}/{target.database}"
            if target.user is not None:
                credentials, of = "redshift:GetClusterCredentials", f"dbuser:{target.cluster}/{target.user}"
        place = f"{aws.region}:{aws.account}"
        action = "redshift-data:BatchExecuteStatement" if is_batch else "redshift-data:ExecuteStatement"
        self._callers.require(caller, action, f"arn:aws:{kind}:{place}:{name}", aws)
        if target.secret is not None:
            self._callers.require(caller, "secretsmanager:GetSecretValue", target.secret, aws)
        else:
            self._callers.require(caller, credentials, f"arn:aws:{kind}:{place}:{of}", aws)

    # -- Asking about one

    def _describe(self, body: dict[str, Any], caller: Caller) -> dict[str, Any]:
        wait = requests.wait_seconds(body)
        statement, number = self._find(body, caller, "DescribeStatement")
        if wait:
            self._statements.wait(statement, lambda each: each.status.is_last, wait)
        parts = statement.parts if number is None else [statement.parts[number - 1]]
        only = parts[0] if len(parts) == 1 and (number is not None or not statement.is_batch) else None
        subject: Statement | Part = only if only is not None and number is not None else statement
        answer: dict[str, Any] = {
            "Id": body["Id"],
            "Status": subject.status.value,
            "CreatedAt": subject.created,
            "UpdatedAt": subject.updated,
            "Duration": answers.nanoseconds(subject.duration),
            "HasResultSet": answers.has_result(parts),
            "RedshiftPid": statement.backend,
            "RedshiftQueryId": (only or parts[-1]).query_id,
            "ResultRows": answers.rows(only),
            "ResultSize": only.result.size if only is not None and only.result is not None else -1,
            "ResultFormat": statement.result_format,
            **answers.where(statement.target),
        }
        if subject.error is not None:
            answer["Error"] = subject.error
        if only is not None:
            answer["QueryString"] = only.sql
        if statement.parameters:
            answer["QueryParameters"] = statement.parameters
        if statement.is_batch and number is None:
            answer["ExecutionMode"] = "TRANSACTION" if statement.one_transaction else "AUTO_COMMIT"
            answer["SubStatements"] = [
                answers.sub_statement(f"{statement.id}:{index}", part) for index, part in enumerate(statement.parts, 1)
            ]
        return answer

    def _result(self, body: dict[str, Any], caller: Caller, wanted: str) -> dict[str, Any]:
        wait = requests.wait_seconds(body)
        statement, number = self._find(body, caller, "GetStatementResult")
        if statement.is_batch and number is None:
            raise validation("BatchExecuteStatement result can only be retrieved with sub-statement id.")
        if wait:
            self._statements.wait(statement, lambda each: each.status.is_last, wait)
        part = statement.parts[(number or 1) - 1]
        if statement.status is not Status.FINISHED or part.result is None:
            raise not_found("Query does not have result. Please check query status with DescribeStatement.", body["Id"])
        if statement.result_format != wanted:
            other = "GetStatementResultV2" if wanted == "JSON" else "GetStatementResult"
            raise validation(f"The result is in {statement.result_format} format. Use {other} to retrieve it.")
        page = json_page if wanted == "JSON" else csv_page
        return page(part.result, body.get("NextToken"), self._limits.rows_per_page)

    def _cancel(self, body: dict[str, Any], caller: Caller) -> dict[str, Any]:
        statement, _ = self._find(body, caller, "CancelStatement")
        if not self._statements.request_cancel(statement):
            raise validation(
                f"Could not cancel a query that is already in {statement.status.value} state with ID: {statement.id}"
            )
        return {"Status": True}

    def _find(self, body: dict[str, Any], caller: Caller, action: str) -> tuple[Statement, int | None]:
        identifier = str(body.get("Id", ""))
        match = _ID.fullmatch(identifier)
        if match is None:
            raise validation("id must satisfy regex pattern: [a-z0-9]{8}(-[a-z0-9]{4}){3}-[a-z0-9]{12}(:\\d{0,2})?")
        statement = self._statements.find(match[1])
        number = int(match[2]) if match[2] else None
        if statement is None or (number is not None and not 1 <= number <= len(statement.parts)):
            raise not_found("Query does not exist.", identifier)
        self._callers.require(
            caller, f"redshift-data:{action}", "*", self._warehouse.aws, owner=_user_id(statement.owner, caller)
        )
        return statement, number

    def _list(self, body: dict[str, Any], caller: Caller) -> dict[str, Any]:
        self._callers.require(caller, "redshift-data:ListStatements", "*", self._warehouse.aws)
        if body.get("ClusterIdentifier") is not None and body.get("WorkgroupName") is not None:
            raise validation("Only one of ClusterIdentifier and WorkgroupName may be specified.")
        status, prefix = body.get("Status") or "FINISHED", body.get("StatementName") or ""
        if status not in {each.value for each in Status} | {"ALL"}:
            raise validation(f"1 validation error detected: Value '{status}' at 'status' failed to satisfy constraint")
        most = int(body.get("MaxResults") or 100)
        if not 0 <= most <= 100:
            raise validation("maxResults must be less than or equal to 100")
        found = [
            each
            for each in self._statements.all()
            if status in ("ALL", each.status.value)
            and each.name.startswith(prefix)
            and body.get("WorkgroupName") in (None, each.target.workgroup)
            and body.get("ClusterIdentifier") in (None, each.target.cluster)
            and body.get("Database") in (None, each.target.database)
            and each.owner == caller.arn
        ]
        start = requests.page_start(body.get("NextToken"))
        answer: dict[str, Any] = {"Statements": [answers.listed(each) for each in found[start : start + most]]}
        if start + most < len(found):
            answer["NextToken"] = str(start + most)
        return answer


def _user_id(owner: str, caller: Caller) -> str:
    """The condition key's value: the id of whoever began the statement, which is known for the caller only."""
    return caller.user_id if owner == caller.arn else f"somebody-else:{owner.rpartition('/')[2]}"

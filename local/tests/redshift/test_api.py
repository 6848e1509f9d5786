"""The Data API as boto3 sees it: statuses, tokens, transactions, limits, errors, waiting, faults."""

from __future__ import annotations

import json
import time
import unittest
import uuid
from typing import Any

import psycopg
from botocore.exceptions import ClientError

from localaws.testing.warehouse import (
    ENDED,
    ON_CLUSTER,
    REGION,
    TARGET,
    await_status,
    aws,
    load,
    redshift,
    rows,
    run,
    select,
)


def assert_of_the_model(operation_model: Any, response_dict: dict[str, Any], **_: Any) -> None:
    """No answer may hold a field that the service's model does not have: a function could come to rely on it."""
    if response_dict["status_code"] == 200:
        _assert_of(operation_model.output_shape, json.loads(response_dict["body"]), operation_model.name)


def _assert_of(shape: Any, value: object, path: str) -> None:
    if shape.type_name == "structure":
        assert isinstance(value, dict), path
        for name, member in value.items():
            if name not in shape.members:
                raise AssertionError(f"{path} has no {name} in the service's model")
            _assert_of(shape.members[name], member, f"{path}.{name}")
        missing = set(shape.required_members) - value.keys()
        if missing:
            raise AssertionError(f"{path} lacks {missing}")
    elif shape.type_name == "list":
        assert isinstance(value, list), path
        for member in value:
            _assert_of(shape.member, member, f"{path}[]")
    else:
        kinds = {"string": str, "boolean": bool, "integer": int, "long": int, "double": float, "timestamp": float}
        if not isinstance(value, kinds[shape.type_name]):
            raise AssertionError(f"{path} is {value!r}, no {shape.type_name}")


class ApiTest(unittest.TestCase):
    def setUp(self) -> None:
        aws()
        self.client: Any = redshift().client(REGION)
        self.client.meta.events.register("before-parse.redshift-data", assert_of_the_model)
        self.addCleanup(redshift().control, "DELETE", "faults")

    def refused(self, operation: str, **arguments: Any) -> dict[str, Any]:
        with self.assertRaises(ClientError) as refused:
            getattr(self.client, operation)(**arguments)
        return dict(refused.exception.response)

    def assert_refused(self, code: str, message: str, operation: str, **arguments: Any) -> None:
        response = self.refused(operation, **arguments)
        self.assertEqual(response["Error"]["Code"], code)
        self.assertIn(message, response["Error"]["Message"])


class Statuses(ApiTest):
    def status(self, identifier: str) -> str:
        return str(self.client.describe_statement(Id=identifier)["Status"])

    def after(self, identifier: str, release: str) -> str:
        """The status that follows a held one. It is let go again and again: it may not have been held yet."""
        while (state := self.status(identifier)) == release:
            redshift().control("POST", "release", {"state": release})
        return state

    def test_a_statement_moves_from_submitted_to_finished(self) -> None:
        for state in ("SUBMITTED", "PICKED"):
            redshift().fault("delay", seconds=600, state=state)
        with psycopg.connect(redshift().dsn) as holder:
            holder.execute("select pg_advisory_lock(4711)")
            begun = self.client.execute_statement(Sql="select 1 from (select pg_advisory_lock(4711)) l", **TARGET)["Id"]
            self.assertEqual(self.status(begun), "SUBMITTED")
            self.assertEqual(self.after(begun, release="SUBMITTED"), "PICKED")
            self.assertEqual(self.after(begun, release="PICKED"), "STARTED")
            self.assertEqual(self.client.describe_statement(Id=begun)["Duration"], -1)
            holder.execute("select pg_advisory_unlock(4711)")
        described = self.client.describe_statement(Id=begun, WaitTimeSeconds=30)
        self.assertEqual(described["Status"], "FINISHED")
        self.assertGreater(described["Duration"], 100_000, "nanoseconds")

    def test_a_failed_statement_has_the_databases_words(self) -> None:
        described = run("select * from there_is_none", expect="FAILED")
        self.assertEqual(described["Error"], 'ERROR: relation "there_is_none" does not exist')

    def test_a_database_that_is_not_there(self) -> None:
        described = run("select 1", expect="FAILED", Database="elsewhere")
        self.assertEqual(described["Error"], 'FATAL: database "elsewhere" does not exist')

    def test_cancel(self) -> None:
        for state in ("SUBMITTED", "PICKED", "STARTED"):
            with self.subTest(state):
                redshift().fault("delay", seconds=20, state=state)
                begun = self.client.execute_statement(Sql="select 1", **TARGET)
                await_status(begun["Id"], state)
                self.assertTrue(self.client.cancel_statement(Id=begun["Id"])["Status"])
                described = self.client.describe_statement(Id=begun["Id"], WaitTimeSeconds=10)
                self.assertEqual(described["Status"], "ABORTED")
        self.assert_refused("ValidationException", "already in ABORTED state", "cancel_statement", Id=begun["Id"])

    def test_long_polling_answers_when_the_statement_ends_and_no_later(self) -> None:
        redshift().fault("delay", seconds=1)
        begun = self.client.execute_statement(Sql="select 1", **TARGET)
        self.assertNotIn("Status", begun)
        started = time.monotonic()
        described = self.client.describe_statement(Id=begun["Id"], WaitTimeSeconds=30)
        self.assertEqual(described["Status"], "FINISHED")
        self.assertLess(time.monotonic() - started, 20)
        redshift().fault("delay", seconds=20)
        begun = self.client.execute_statement(Sql="select 1", WaitTimeSeconds=1, **TARGET)
        self.assertNotIn(begun["Status"], ENDED)
        self.client.cancel_statement(Id=begun["Id"])


class Idempotency(ApiTest):
    def test_a_token_begins_one_statement(self) -> None:
        load("create table if not exists counted (n int)")
        token = str(uuid.uuid4())
        request = {"Sql": "insert into counted values (1)", "ClientToken": token, **TARGET}
        first = self.client.execute_statement(**request, WaitTimeSeconds=10)
        second = self.client.execute_statement(**request)
        self.assertEqual(first["Id"], second["Id"])
        self.assertEqual(select("select count(*) from counted"), [[1]])
        self.assert_refused(
            "ValidationException", "token", "execute_statement", Sql="select 2", ClientToken=token, **TARGET
        )
        redshift().control("POST", "clock", {"advance_seconds": 8 * 3600 + 1})
        third = self.client.execute_statement(**request, WaitTimeSeconds=10)
        self.assertNotEqual(first["Id"], third["Id"])

    def test_an_answer_that_was_lost_is_found_again_by_its_token(self) -> None:
        redshift().fault("lost-answer", operation="ExecuteStatement")
        request = {"Sql": "select 1", "ClientToken": str(uuid.uuid4()), "StatementName": "lost-answer", **TARGET}
        self.assertEqual(self.refused("execute_statement", **request)["ResponseMetadata"]["HTTPStatusCode"], 500)
        found = self.client.execute_statement(**request, WaitTimeSeconds=10)
        listed = self.client.list_statements(StatementName="lost-answer", Status="ALL")["Statements"]
        self.assertEqual([each["Id"] for each in listed], [found["Id"]])

    def test_statements_are_forgotten_after_a_day(self) -> None:
        begun = run("select 1")
        redshift().control("POST", "clock", {"advance_seconds": 24 * 3600 + 1})
        self.assert_refused("ResourceNotFoundException", "does not exist", "describe_statement", Id=begun["Id"])


class Batches(ApiTest):
    def test_a_batch_is_one_transaction(self) -> None:
        load("create table if not exists together (n int)")
        described = run("insert into together values (1)", "select 1 from there_is_none", "select 2", expect="FAILED")
        self.assertEqual(described["Error"], 'Query #2 failed with ERROR: relation "there_is_none" does not exist')
        self.assertEqual([each["Status"] for each in described["SubStatements"]], ["FINISHED", "FAILED", "ABORTED"])
        self.assertEqual(select("select count(*) from together"), [[0]])

    def test_auto_commit_keeps_what_worked(self) -> None:
        load("create table if not exists apart (n int)")
        described = run(
            "insert into apart values (1)",
            "select 1 from there_is_none",
            "insert into apart values (2)",
            expect="FAILED",
            ExecutionMode="AUTO_COMMIT",
        )
        self.assertEqual([each["Status"] for each in described["SubStatements"]], ["FINISHED", "FAILED", "FINISHED"])
        self.assertEqual(select("select n from apart order by n"), [[1], [2]])

    def test_truncate_commits_what_came_before(self) -> None:
        load("create table if not exists emptied (n int); insert into emptied values (1)")
        run("truncate emptied", "select 1 from there_is_none", expect="FAILED")
        self.assertEqual(select("select count(*) from emptied"), [[0]])

    def test_vacuum_cannot_run_in_a_batch(self) -> None:
        load("create table if not exists cleaned (n int)")
        described = run("vacuum cleaned", "select 1", expect="FAILED")
        self.assertIn("VACUUM cannot run inside a transaction block", described["Error"])

    def test_results_are_by_sub_statement(self) -> None:
        described = run("select 1 as a", "select 'x' as b, null as c")
        self.assertTrue(described["HasResultSet"])
        self.assertEqual(rows(described["SubStatements"][1]["Id"]), [["x", None]])
        self.assert_refused("ValidationException", "sub-statement id", "get_statement_result", Id=described["Id"])
        sub = self.client.describe_statement(Id=f"{described['Id']}:1")
        self.assertEqual((sub["QueryString"], sub["ResultRows"]), ("select 1 as a", 1))


class Results(ApiTest):
    def test_types(self) -> None:
        begun = run(
            "select 1::smallint a, 2::bigint b, 1.50::numeric(5,2) c, 0.5::float8 d, true e, date '2026-01-02' f, "
            "null::int g"
        )
        answer = self.client.get_statement_result(Id=begun["Id"])
        self.assertEqual(
            answer["Records"][0],
            [
                {"longValue": 1},
                {"longValue": 2},
                {"stringValue": "1.50"},
                {"doubleValue": 0.5},
                {"booleanValue": True},
                {"stringValue": "2026-01-02"},
                {"isNull": True},
            ],
        )
        types = [(each["name"], each["typeName"], each["scale"]) for each in answer["ColumnMetadata"]]
        self.assertEqual(types[:3], [("a", "int2", 0), ("b", "int8", 0), ("c", "numeric", 2)])

    def test_pages_and_csv(self) -> None:
        redshift().control("PUT", "settings", {"rows_per_page": 2})
        self.addCleanup(redshift().control, "PUT", "settings", {"rows_per_page": 1000})
        begun = run("select n from generate_series(1, 5) n order by n")
        pages = list(self.client.get_paginator("get_statement_result").paginate(Id=begun["Id"]))
        self.assertEqual([len(page["Records"]) for page in pages], [2, 2, 1])
        begun = run("select 1 as a, 'x,y' as b", ResultFormat="CSV")
        answer = self.client.get_statement_result_v2(Id=begun["Id"])
        self.assertEqual(answer["Records"][0]["CSVRecords"], 'a,b\r\n1,"x,y"\r\n')
        self.assert_refused("ValidationException", "CSV", "get_statement_result", Id=begun["Id"])

    def test_a_type_redshift_does_not_have_is_refused(self) -> None:
        for expression in ("array[1]", "'{}'::jsonb", "gen_random_uuid()", "'x'::bytea"):
            with self.subTest(expression):
                self.assertIn("does not exist", run(f"select {expression} as x", expect="FAILED")["Error"])

    def test_no_result_yet(self) -> None:
        begun = run("create temp table passing (n int)")
        self.assert_refused("ResourceNotFoundException", "does not have result", "get_statement_result", Id=begun["Id"])

    def test_parameters(self) -> None:
        begun = run("select :a::int + 1, :b", Parameters=[{"name": "a", "value": "41"}, {"name": "b", "value": "o'\\"}])
        self.assertEqual(rows(begun["Id"]), [[42, "o'\\"]])


class Validation(ApiTest):
    def test_exactly_one_target(self) -> None:
        for target in (
            {"Database": "dev"},
            {"WorkgroupName": "example-workgroup"},
            {"WorkgroupName": "example-workgroup", "ClusterIdentifier": "example-cluster", "Database": "dev"},
            {"WorkgroupName": "example-workgroup", "Database": "dev", "DbUser": "example"},
            {**ON_CLUSTER, "SecretArn": "arn:aws:secretsmanager:us-east-1:123456789012:secret:example"},
            {"WorkgroupName": "another-workgroup", "Database": "dev"},
            {"ClusterIdentifier": "another-cluster", "Database": "dev", "DbUser": "example"},
        ):
            with self.subTest(target):
                response = self.refused("execute_statement", Sql="select 1", **target)
                self.assertEqual(response["Error"]["Code"], "ValidationException")
        begun = self.client.execute_statement(Sql="select 1", WaitTimeSeconds=10, **ON_CLUSTER)
        self.assertEqual((begun["Status"], begun["ClusterIdentifier"]), ("FINISHED", "example-cluster"))

    def test_limits(self) -> None:
        most = "select 1 -- " + "x" * (100 * 1024 - 12)
        self.assertEqual(self.client.execute_statement(Sql=most, WaitTimeSeconds=10, **TARGET)["Status"], "FINISHED")
        self.assert_refused("ValidationException", "100 KB", "execute_statement", Sql=most + "x", **TARGET)
        run(*["select 1"] * 40)
        self.assert_refused("ValidationException", "40", "batch_execute_statement", Sqls=["select 1"] * 41, **TARGET)
        self.assert_refused(
            "ValidationException", "64", "execute_statement", Sql="select 1", ClientToken="x" * 65, **TARGET
        )
        self.assert_refused(
            "ValidationException", "2048", "execute_statement", Sql="select 1", StatementName="x" * 2049, **TARGET
        )
        self.assert_refused(
            "ValidationException", "30", "execute_statement", Sql="select 1", WaitTimeSeconds=31, **TARGET
        )

    def test_one_statement_in_a_text(self) -> None:
        self.assert_refused("ValidationException", "Batch", "execute_statement", Sql="select 1; select 2", **TARGET)
        self.assertEqual(run("select ';' as x;")["Status"], "FINISHED")

    def test_parameters_must_be_used_and_have_values(self) -> None:
        for parameters, text in (
            ([{"name": "a", "value": "1"}], "select 1"),
            ([{"name": "a", "value": "1"}], "select :a, :b"),
            ([{"name": "a", "value": "1"}], "select ':a'"),
        ):
            with self.subTest(text):
                self.assert_refused(
                    "ValidationException", "referenced", "execute_statement", Sql=text, Parameters=parameters, **TARGET
                )

    def test_ids(self) -> None:
        self.assert_refused("ValidationException", "regex", "describe_statement", Id="NONSENSE")
        response = self.refused("describe_statement", Id=str(uuid.uuid4()))
        self.assertEqual(response["Error"]["Code"], "ResourceNotFoundException")
        begun = run("select 1", "select 2")
        self.assert_refused("ResourceNotFoundException", "not exist", "describe_statement", Id=f"{begun['Id']}:3")

    def test_active_statements_are_limited(self) -> None:
        redshift().control("PUT", "settings", {"active_statements": 1})
        self.addCleanup(redshift().control, "PUT", "settings", {"active_statements": 500})
        redshift().fault("delay", seconds=20)
        begun = self.client.execute_statement(Sql="select 1", **TARGET)
        self.assert_refused("ActiveStatementsExceededException", "quota", "execute_statement", Sql="select 1", **TARGET)
        self.client.cancel_statement(Id=begun["Id"])


class Listing(ApiTest):
    def test_by_the_beginning_of_a_name_and_by_status(self) -> None:
        name = f"listed-{uuid.uuid4().hex}"
        for number in range(3):
            run("select 1", StatementName=f"{name}/{number}")
        run("select nonsense", expect="FAILED", StatementName=f"{name}/3")
        finished = self.client.list_statements(StatementName=name)["Statements"]
        self.assertEqual([each["StatementName"][-1] for each in finished], ["2", "1", "0"])
        pages = list(
            self.client.get_paginator("list_statements").paginate(StatementName=name, Status="ALL", MaxResults=3)
        )
        self.assertEqual([len(page["Statements"]) for page in pages], [3, 1])


class Faults(ApiTest):
    def test_throttling_n_calls(self) -> None:
        redshift().fault("throttle", operation="DescribeStatement", times=2)
        begun = self.client.execute_statement(Sql="select 1", WaitTimeSeconds=10, **TARGET)
        for _ in range(2):
            self.assert_refused("ThrottlingException", "Rate exceeded", "describe_statement", Id=begun["Id"])
        self.assertEqual(self.client.describe_statement(Id=begun["Id"])["Status"], "FINISHED")

    def test_a_failure_by_name(self) -> None:
        redshift().fault("fail", name="doomed", message="1023 Serializable isolation violation on table")
        self.assertEqual(run("select 1", StatementName="safe")["Status"], "FINISHED")
        described = run("select 1", expect="FAILED", StatementName="doomed/1")
        self.assertEqual(described["Error"], "ERROR: 1023 Serializable isolation violation on table")

    def test_a_monitoring_rule_aborts_what_nobody_cancelled(self) -> None:
        redshift().fault("abort", name="long")
        described = run("select 1", expect="ABORTED", StatementName="long/1")
        self.assertRegex(
            described["Error"], r"^ERROR: Query \(\d+\) cancelled by WLM abort action of Query Monitoring Rule"
        )

    def test_an_abort_ends_a_batch_and_rolls_it_back(self) -> None:
        run("create table abandoned (n integer)")
        redshift().fault("abort", sql="values (2)", message="Query (1) cancelled on user's request")
        described = run("insert into abandoned values (1)", "insert into abandoned values (2)", expect="ABORTED")
        self.assertEqual([each["Status"] for each in described["SubStatements"]], ["FINISHED", "ABORTED"])
        self.assertEqual(select("select count(*) from abandoned"), [[0]])

    def test_error_1023_on_order(self) -> None:
        redshift().fault("serialization", name="one")
        described = run("select 1", expect="FAILED", StatementName="one")
        self.assertRegex(
            described["Error"], r"ERROR: 1023\n  Detail: Serializable isolation violation on table - \d+, "
        )
        self.assertEqual(run("select 1", StatementName="one")["Status"], "FINISHED")

    def test_error_1023_when_two_transactions_change_one_row(self) -> None:
        run("create table contended as select 1 as id, 0 as n")
        with psycopg.connect(redshift().dsn) as other:
            # The other one holds the row; both its and ours were begun before either ended.
            other.execute("update contended set n = n + 1")
            begun = self.client.batch_execute_statement(
                Sqls=["select count(*) from contended", "update contended set n = n + 10"], **TARGET
            )["Id"]
            await_status(begun, "STARTED", self.client)
            deadline = time.monotonic() + 30
            while self._waiting() == 0 and time.monotonic() < deadline:
                time.sleep(0.02)
            other.commit()
        described = self.client.describe_statement(Id=begun, WaitTimeSeconds=30)
        self.assertEqual(described["Status"], "FAILED")
        self.assertIn("1023\n  Detail: Serializable isolation violation", described["Error"])

    @staticmethod
    def _waiting() -> int:
        """How many transactions wait for another's lock."""
        with psycopg.connect(redshift().dsn) as watching:
            row = watching.execute("select count(*) from pg_locks where not granted").fetchone()
        return int(row[0]) if row else 0

    def test_a_warehouse_that_is_paused_takes_no_statement_and_answers_about_old_ones(self) -> None:
        begun = run("select 1")["Id"]
        redshift().fault("unavailable", times=2)
        message = "Redshift endpoint is not available"
        self.assert_refused("ValidationException", message, "execute_statement", Sql="select 1", **TARGET)
        self.assert_refused("ValidationException", message, "batch_execute_statement", Sqls=["select 1"], **ON_CLUSTER)
        self.assertEqual(self.client.describe_statement(Id=begun)["Status"], "FINISHED")
        self.assertEqual(run("select 1")["Status"], "FINISHED")

    def test_a_fault_there_is_not_is_refused(self) -> None:
        with self.assertRaisesRegex(Exception, "no fault is called"):
            redshift().fault("nonsense")


if __name__ == "__main__":
    unittest.main()

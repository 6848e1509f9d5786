"""What must hold of DMSCompletionHandler, checked from outside: each check gives it an event and looks at what came of it."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from typing import Any

from localaws.dms.events import subscription_message
from localaws.dms.server import LocalDMS

from ..terminal import say, table
from .observer import Observer
from .role import refused
from .service_event_bus import ServiceEventBus
from .shop_migrations import ShopMigration

# The access key id of who creates and starts the tasks, to tell its calls from the function's.
PREPARER = "example"
# A crawler that nobody has started yet.
NEVER = ("READY", None)


class CompletionChecks:
    def __init__(
        self,
        observer: Observer,
        local: LocalDMS,
        bus: ServiceEventBus,
        tasks: Mapping[str, str],
        rows: Mapping[str, int],
    ) -> None:
        self.failures: list[str] = []
        self._observer, self._local, self._bus = observer, local, bus
        self._tasks, self._rows = tasks, rows

    def passes(self, migration: ShopMigration) -> None:
        """Everything is there: manifest, then crawler, then people and machines are told."""
        self._deliver(migration)
        manifest = self._manifest(migration, "passed")
        if manifest is None:
            return
        rows = {name.partition(".")[2]: number for name, number in self._counts(manifest, "target").items()}
        self._expect(rows == self._rows, f"the manifest counts {rows}, there are {self._rows}")
        self._expect(len(manifest["passed"]) == len(self._rows), f"passed: {manifest['passed']}")
        started = self._observer.wait_for(lambda: self._observer.crawls(migration.crawler) != NEVER, patience=10)
        self._expect(bool(started), "the crawler was not started")
        inputs = self._observer.wait_for(self._observer.executions, patience=10) or []
        names = [(each.get("migration"), each.get("outcome")) for each in inputs]
        self._expect(names == [(migration.name, "Passed")], f"the state machine was started with {names}")
        self._expect_told(migration, "Passed")

    def holds(self, migration: ShopMigration, name: str, words: Sequence[str]) -> None:
        """It is quarantined: the manifest and the notification name the table, and say why; nothing is started."""
        self._deliver(migration)
        manifest = self._manifest(migration, "quarantined")
        if manifest is None:
            return
        self._expect(
            manifest["quarantined"] == [name], f"quarantined: {manifest['quarantined']}, expected {name} alone"
        )
        reason = next((each["reason"] for each in manifest["tables"] if each["table"] == name), "")
        say(f"{name}: {reason}")
        for word in words:
            self._expect(word in reason, f"the reason of {name} does not say {word!r}: {reason!r}")
        self._expect_told(migration, "Quarantined", name, *words)
        crawls = self._observer.crawls(migration.crawler)
        self._expect(crawls == NEVER, f"the crawler of {migration.name}, which is quarantined, was started: {crawls}")

    def early(self, migration: ShopMigration, queue_url: str, function: str) -> None:
        """DMS's answer still says `running`: that is no verdict. The message comes again, and the sweeper is not fooled."""
        self._local.control.fail("DescribeReplicationTasks", "stale")
        self._deliver(migration)
        outcome = self._outcome(migration, 1)
        self._expect(outcome == "Rechecking", f"before the stop is visible the outcome is {outcome}")
        self._expect(
            not self._observer.manifest_keys(migration.name), "a manifest was written of a stop that is not visible"
        )
        sqs: Any = self._observer.aws.client("sqs")
        name = "ApproximateNumberOfMessagesDelayed"
        delayed = self._observer.wait_for(
            lambda: sqs.get_queue_attributes(QueueUrl=queue_url, AttributeNames=[name])["Attributes"][name] == "1", 10
        )
        self._expect(bool(delayed), "no delayed message is to look at it again")
        answer = self._answer(function, {"sweep": True})
        outcomes = {each["migration"]: each["outcome"] for each in answer.get("reports", [])}
        self._expect(outcomes.get(migration.name) == "Passed", f"the sweeper did not find the stop: {answer}")
        say(f"the sweeper reports {outcomes}")
        self._manifest(migration, "passed")

    def passes_with(self, migration: ShopMigration, tables: set[str], topic: str | None = None) -> None:
        """It passes, and these are its tables. With a topic the news goes the way of older days."""
        if topic:
            message = subscription_message(self._stop_event(migration), f"example-{migration.name}")
            sns: Any = self._observer.aws.client("sns")
            sns.publish(TopicArn=topic, Subject="DMS Notification Message", Message=json.dumps(message))
        else:
            self._deliver(migration)
        manifest = self._manifest(migration, "passed")
        if manifest:
            self._expect(set(manifest["passed"]) == tables, f"{migration.name} passed {manifest['passed']}")

    def held_again(self, migration: ShopMigration, function: str, name: str) -> None:
        """Checked anew by hand, it is quarantined: the next revision of the manifest says so, and the first one stays."""
        answer = self._answer(function, {"migration": migration.name, "force": True})
        keys = self._observer.manifest_keys(migration.name)
        held = {
            each["table"]: each["reason"]
            for report in answer.get("reports", [])
            for each in report["quarantinedTables"]
        }
        say(f"{', '.join(key.rpartition('/')[2] for key in keys)}: {held or answer}")
        self._expect(len(keys) == 2, f"{migration.name} has the manifests {keys}")
        self._expect(held.keys() == {name}, f"held: {held}, expected {name} alone")

    def unproved(self, migration: ShopMigration, function: str, outcomes: set[str], word: str, unspoken: str) -> None:
        """The check cannot be made: the caller hears why, and nothing is proved; no password is in what is said."""
        answer = self._answer(function, {"migration": migration.name})
        outcome, reason = answer.get("errorType", "").removeprefix("DMS."), answer.get("errorMessage", "")
        for report in answer.get("reports", []):
            outcome, reason = report["outcome"], report["reason"]
        say(f"{migration.name}: {outcome}, {reason}")
        self._expect(outcome in outcomes, f"{migration.name} is {outcome}, not one of {outcomes}")
        self._expect(word in reason, f"the reason does not name {word!r}: {reason}")
        self._expect(not self._observer.manifest_keys(migration.name), f"{migration.name} has a manifest")
        self._observer.notification("drain")
        spoken = json.dumps([answer, self._observer.log(), [told.text for told in self._observer.told]])
        self._expect(unspoken not in spoken, f"a password of {migration.name} was written somewhere")

    def unknown_reason(self, migration: ShopMigration) -> None:
        """What is not understood is never a success: no manifest, nothing started."""
        manifests, seen = self._observer.manifest_keys(migration.name), len(self._observer.outcomes(migration.name))
        arn = self._tasks[migration.name]
        self._local.control.set_migration(arn, {"status": "running", "stop_reason": None, "started": time.time()})
        self._local.control.set_migration(arn, {"status": "stopped", "stop_reason": "Stop Reason NOT_YET_INVENTED"})
        self._deliver(migration, self._last_event(arn))
        outcome = self._outcome(migration, seen + 1)
        say(f"{migration.name}: {outcome}")
        self._expect(outcome in ("Undecided", "Rechecking"), f"an unknown stop reason is {outcome}")
        self._expect(self._observer.manifest_keys(migration.name) == manifests, "an unknown stop reason has a manifest")

    def serverless_fails(self, name: str, arn: str) -> None:
        failure = "Replication could not be provisioned: no capacity."
        self._local.control.set_migration(
            arn,
            {"status": "failed", "stop_reason": "Stop Reason FATAL_ERROR", "failure": failure, "started": time.time()},
        )
        self._failed_or_passed(name, arn, "Failed", failure)

    def transfer_passes(self, name: str, arn: str) -> None:
        done = dict.fromkeys(("PrepareStatus", "TransferStatus", "VerifyStatus"), "SUCCESS")
        counted = {"FilesTransferred": 12, "FilesVerified": 12, "FilesSkipped": 0, "BytesTransferred": 4096}
        self._local.control.set_execution({"TaskExecutionArn": arn, "Status": "SUCCESS", "Result": done, **counted})
        self._failed_or_passed(name, arn, "Passed", "")

    def unmatched(self, migration: ShopMigration) -> None:
        """What is no end, and what is somebody else's, does not even reach the queue."""
        stop = self._stop_event(migration)
        other = stop | {"resources": ["arn:aws:dms:us-east-1:123456789012:task:SOMEBODYELSES"]}
        started = next(
            event
            for event in self._local.control.events()
            if event["resources"] == stop["resources"] and event["detail"]["eventId"] == "DMS-EVENT-0069"
        )
        for what, event in (("the start of a task", started), ("the stop of another task", other)):
            rules = self._bus.matching_rules(event)
            self._expect(not rules, f"{what} is matched by {rules}")
        self._expect(len(self._bus.matching_rules(stop)) == 1, "the stop itself is not matched by one rule")

    def duplicate(self, migration: ShopMigration) -> None:
        """The same event again: nothing is checked, written, started or told twice."""
        self._again(migration, "Duplicate")

    def late(self, migration: ShopMigration) -> None:
        """The event of a stop comes when the task already runs again: its next stop has its own event."""
        stop = self._stop_event(migration)
        restarted = {"status": "running", "stop_reason": None, "started": time.time(), "stopped": None}
        self._local.control.set_migration(self._tasks[migration.name], restarted)
        self._again(migration, "Stale", stop)

    def timing(self, migration: ShopMigration) -> None:
        """How long counting took, by the manifest's own figures and the log's."""
        manifest = self._observer.manifest(migration.name)
        if manifest is None:
            return
        lines = [
            (
                each["table"],
                f"{each['rows']['source']:,}",
                *(f"{each['seconds'][side]:.2f}" for side in ("source", "target")),
            )
            for each in manifest["tables"]
        ]
        table(("table", "rows", "source s", "target s"), lines, right=frozenset({1, 2, 3}))
        # Metrics are lines of the log too; those of the check have its request id.
        log = self._observer.log()
        checks = {line["requestId"] for line in log if line.get("migration") == migration.name}
        metrics = [line for line in log if "CountDuration" in line and line["requestId"] in checks]
        self._expect(bool(metrics), "the log has no CountDuration of the check")
        if metrics:
            rows, took = metrics[0]["RowsCounted"], metrics[0]["CountDuration"] / 1000
            say(f"counting {rows:,.0f} rows, source and target together, took {took:.2f} s on this machine")
            self._expect(rows == 2 * sum(self._rows.values()), f"{rows} rows were counted")

    def permissions(self, function: str) -> None:
        """MiniStack enforces the role for its own services; for DMS and DataSync what was asked is compared with it."""
        # Whoever prepared the tasks asked as well.
        calls = [call for call in self._local.control.calls() if call["caller"] != PREPARER]
        asked = {f"{call['service']}:{call['operation']}" for call in calls}
        say(", ".join(sorted(asked)))
        self._expect(bool(asked), "the function asked DMS nothing")
        missing = refused(self._observer.aws, function, calls)
        self._expect(not missing, f"the role does not allow {missing}")

    def _failed_or_passed(self, name: str, arn: str, outcome: str, word: str) -> None:
        """Delivers the last event about the ARN, and waits for what is told of it."""
        event = self._last_event(arn)
        rules = self._bus.deliver(event)
        self._expect(len(rules) == 1, f"{len(rules)} rules match {event['detail-type']} of {name}: {rules}")
        told = self._observer.wait_for(lambda: self._observer.notification(name, outcome, word), 30)
        say(f"people: {told.subject if told else None}")
        self._expect(bool(told), f"no notification says {name}, {outcome} {word}")
        manifest = self._observer.manifest(name) or {}
        self._expect(manifest.get("verdict") == outcome.lower(), f"the manifest of {name} does not say {outcome}")

    def _answer(self, function: str, event: dict[str, Any]) -> dict[str, Any]:
        """What somebody who invokes the function by hand gets: reports, or an error."""
        client: Any = self._observer.aws.client("lambda")
        payload = client.invoke(FunctionName=function, Payload=json.dumps(event).encode())["Payload"]
        answer: dict[str, Any] = json.loads(payload.read())
        return answer

    def _again(self, migration: ShopMigration, outcome: str, event: dict[str, Any] | None = None) -> None:
        crawls, versions = self._observer.crawls(migration.crawler), self._observer.versions()
        executions = self._observer.executions()
        self._observer.notification("drain")
        told = len(self._observer.told)
        seen = len(self._observer.outcomes(migration.name))
        self._deliver(migration, event)
        found = self._outcome(migration, seen + 1)
        say(f"{migration.name}: {found}")
        self._expect(found == outcome, f"the outcome is {found}, not {outcome}")
        self._observer.notification("drain")
        self._expect(len(self._observer.told) == told, "people were told a second time")
        self._expect(self._observer.versions() == versions, "a manifest was written a second time")
        self._expect(self._unstarted(migration, crawls), "the crawler was started a second time")
        self._expect(self._observer.executions() == executions, "the state machine was started a second time")

    def _deliver(self, migration: ShopMigration, event: dict[str, Any] | None = None) -> None:
        rules = self._bus.deliver(event or self._stop_event(migration))
        self._expect(len(rules) == 1, f"{len(rules)} rules match the stop of {migration.name}: {rules}")

    def _stop_event(self, migration: ShopMigration) -> dict[str, Any]:
        arn = self._tasks[migration.name]
        return next(
            event
            for event in self._local.control.events()
            if event["resources"] == [arn] and event["detail"]["eventId"] == "DMS-EVENT-0079"
        )

    def _last_event(self, arn: str) -> dict[str, Any]:
        return [event for event in self._local.control.events() if event["resources"] == [arn]][-1]

    def _manifest(self, migration: ShopMigration, verdict: str) -> dict[str, Any] | None:
        manifest = self._observer.wait_for(lambda: self._observer.manifest(migration.name), patience=45)
        if manifest is None:
            self.failures.append(f"no manifest of {migration.name}")
            for line in self._observer.log()[-5:]:
                say(json.dumps(line, ensure_ascii=False)[:600])
            return None
        say(f"{self._observer.manifest_keys(migration.name)[-1]}: {manifest['verdict']}, {manifest['reason']}")
        self._expect(manifest["verdict"] == verdict, f"{migration.name} is {manifest['verdict']}, not {verdict}")
        return manifest

    def _outcome(self, migration: ShopMigration, number: int) -> str | None:
        """The migration's outcome number so and so, as the log has it."""

        def look() -> str | None:
            outcomes = self._observer.outcomes(migration.name)
            return outcomes[number - 1] if len(outcomes) >= number else None

        return self._observer.wait_for(look)

    def _expect_told(self, migration: ShopMigration, outcome: str, *words: str) -> None:
        told = self._observer.wait_for(lambda: self._observer.notification(migration.name, outcome, *words), 15)
        if told:
            say(f"people: {told.subject}")
        self._expect(bool(told), f"no notification says {migration.name}, {outcome}, {words}")
        event = self._observer.wait_for(lambda: self._observer.event(f"Migration {outcome}", migration.name), 15)
        self._expect(bool(event), f"no event “Migration {outcome}” of {migration.name}")
        if event:
            say(f"machines: {event['detail-type']}, manifest {event['detail'].get('manifest')}")

    def _unstarted(self, migration: ShopMigration, before: tuple[str, float | None]) -> bool:
        """Whether no crawl began since: what was running may have become ready."""
        state, started = self._observer.crawls(migration.crawler)
        return (state, started) == before or (before[0] == "RUNNING" and state == "READY")

    def _counts(self, manifest: Mapping[str, Any], side: str) -> dict[str, int]:
        return {each["table"]: each["rows"].get(side) for each in manifest["tables"]}

    def _expect(self, held: bool, otherwise: str) -> None:
        if not held:
            self.failures.append(otherwise)

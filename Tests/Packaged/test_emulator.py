"""S3Copier's zip under AWS's own Runtime API emulator: every sample event is answered, and errors are reported."""

from __future__ import annotations

import base64
import json
import time
from typing import Any, cast

from .emulator import EmulatorCase
from .servers import ROOT, CopyStore, sample


class EmulatorTests(EmulatorCase):
    def setUp(self) -> None:
        super().setUp()
        self.unpack("S3Copier")
        store = CopyStore()
        store.__enter__()
        self.addCleanup(store.__exit__, None, None, None)
        self.store = store

    def start(self, **settings: str) -> None:
        super().start(**{"AWS_ENDPOINT_URL_S3": f"http://127.0.0.1:{self.store.port}", **settings})

    def test_every_sample_event_is_answered(self) -> None:
        self.start(TARGET_BUCKET="example-target")
        for path in sorted((ROOT / "events" / "S3Copier").glob("*.json")):
            with self.subTest(path.name):
                event = json.loads(path.read_text())
                answer = self.invoke(path.read_bytes())
                if "Records" in event:
                    self.assertEqual(list(answer), ["batchItemFailures"], self.output())
                elif "tasks" in event:
                    self.assert_answers_tasks(answer, event)
                else:
                    self.assertNotIn("errorType", answer, self.output())
        self.assertIn("/example-target/keys/a//b", [target for _, target in self.store.copies])

    def assert_answers_tasks(self, answer: dict[str, object], event: dict[str, Any]) -> None:
        """Every task has one result, and the job recognises the answer as its own."""
        for name in ("invocationSchemaVersion", "invocationId"):
            self.assertEqual(answer[name], event[name], self.output())
        results = cast(list[dict[str, str]], answer["results"])
        self.assertEqual(
            sorted(result["taskId"] for result in results), sorted(task["taskId"] for task in event["tasks"])
        )

    def test_tasks_of_both_schemas_of_s3_batch_operations_are_copied(self) -> None:
        self.start(TARGET_BUCKET="example-target")
        schemas = {"1.0": {"s3BucketArn": "arn:aws:s3:::example-source"}, "2.0": {"s3Bucket": "example-source"}}
        for schema, bucket in schemas.items():
            with self.subTest(schema):
                event = {
                    "invocationSchemaVersion": schema,
                    "invocationId": "YXNkbGZqYWRmaiBhc2RmdW9hZHNmZGpmaGFzbGtkaGZza2RmaAo",
                    "job": {"id": "f3cc4f60-61f6-4a2b-8a21-d07600c373ce"},
                    # As S3 encodes keys, which is not as its notifications do.
                    "tasks": [{"taskId": "one", "s3Key": f"batch/{schema}/a%2Bb%20c", "s3VersionId": None, **bucket}],
                }
                answer = self.invoke(json.dumps(event).encode())
                self.assert_answers_tasks(answer, event)
                results = cast(list[dict[str, str]], answer["results"])
                self.assertEqual(results[0]["resultCode"], "Succeeded", self.output())
                self.assertIn(f"/example-target/batch/{schema}/a%2Bb%20c", [target for _, target in self.store.copies])

    def test_an_event_that_cannot_be_read_is_an_error_and_the_next_is_answered(self) -> None:
        self.start(TARGET_BUCKET="example-target")
        self.assertEqual(self.invoke(b"nonsense")["errorType"], "UnreadableEvent")
        self.assertEqual(self.invoke(sample("empty-batch.json")), {"batchItemFailures": []})

    def test_a_client_context_that_nobody_reads_fails_nothing(self) -> None:
        self.start(TARGET_BUCKET="example-target")
        for context in [b"{nonsense", b'{"custom":{"n":1}}', b'{"custom":{"a":"b"}}']:
            with self.subTest(context):
                header = {"X-Amz-Client-Context": base64.b64encode(context).decode()}
                self.assertEqual(self.invoke(sample("empty-batch.json"), header), {"batchItemFailures": []})

    def test_a_copy_that_does_not_end_fails_its_message_before_the_timeout(self) -> None:
        self.start(TARGET_BUCKET="example-target")
        event = json.loads(sample("sqs-direct-object-created.json"))
        event["Records"].append(json.loads(json.dumps(event["Records"][0]).replace("orders.csv", "hang.csv")))
        event["Records"][1]["messageId"] = "unfinished"
        started = time.monotonic()
        answer = self.invoke(json.dumps(event).encode())
        self.assertEqual(answer, {"batchItemFailures": [{"itemIdentifier": "unfinished"}]}, self.output())
        self.assertLess(time.monotonic() - started, self.TIMEOUT_SECONDS)

    def test_a_missing_setting_is_an_init_error_that_names_it(self) -> None:
        self.start()
        answer = self.invoke(sample("empty-batch.json"))
        self.assertEqual(answer["errorType"], "Runtime.InvalidSetting")
        self.assertIn("TARGET_BUCKET", str(answer["errorMessage"]))

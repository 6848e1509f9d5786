"""The zip under AWS's own Runtime API emulator (RIE), which comes inside the aws-sam-cli wheel."""

from __future__ import annotations

import base64
import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import unittest
import urllib.error
import urllib.request
import zipfile
from pathlib import Path
from typing import Any, cast

from .servers import ROOT, CopyStore, sample

EMULATOR = os.environ.get("RUNTIME_EMULATOR", "")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class EmulatorTests(unittest.TestCase):
    TIMEOUT_SECONDS = 3

    def setUp(self) -> None:
        self.assertTrue(EMULATOR, "RUNTIME_EMULATOR must name aws-lambda-rie-x86_64; scripts/test.sh sets it")
        self.folder = Path(tempfile.mkdtemp(prefix="emulator."))
        self.addCleanup(shutil.rmtree, self.folder)
        with zipfile.ZipFile(ROOT / "dist" / "S3Copier.zip") as archive:
            archive.extractall(self.folder)
        (self.folder / "bootstrap").chmod(0o755)
        store = CopyStore()
        store.__enter__()
        self.addCleanup(store.__exit__, None, None, None)
        self.store = store
        self.port = free_port()

    def start(self, **settings: str) -> None:
        self.log = (self.folder / "log").open("w+")
        self.addCleanup(self.log.close)
        process = subprocess.Popen(
            [EMULATOR, "--runtime-interface-emulator-address", f"127.0.0.1:{self.port}",
             "--runtime-api-address", f"127.0.0.1:{free_port()}", "./bootstrap"],  # fmt: skip
            cwd=self.folder,
            env={
                "PATH": os.environ["PATH"],
                "AWS_LAMBDA_FUNCTION_TIMEOUT": str(self.TIMEOUT_SECONDS),
                "AWS_LAMBDA_LOG_FORMAT": "JSON",
                "AWS_REGION": "us-east-1",
                "AWS_ACCESS_KEY_ID": "test",
                "AWS_SECRET_ACCESS_KEY": "test",
                "AWS_ENDPOINT_URL_S3": f"http://127.0.0.1:{self.store.port}",
                **settings,
            },
            stdout=self.log,
            stderr=self.log,
            start_new_session=True,
        )

        def stop() -> None:
            # The emulator has started the bootstrap in its session.
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()

        self.addCleanup(stop)

    def invoke(self, event: bytes, headers: dict[str, str] | None = None) -> dict[str, object]:
        url = f"http://127.0.0.1:{self.port}/2015-03-31/functions/function/invocations"
        for attempt in range(100):
            try:
                with urllib.request.urlopen(urllib.request.Request(url, event, headers or {}), timeout=20) as answer:
                    body: dict[str, object] = json.loads(answer.read())
                    return body
            except urllib.error.HTTPError as error:
                # An init error: the emulator answers 502 with the report as its body.
                with error:
                    report: dict[str, object] = json.loads(error.read())
                return report
            except urllib.error.URLError as error:
                if not isinstance(error.reason, ConnectionRefusedError) or attempt == 99:
                    raise
                time.sleep(0.05)
        raise AssertionError("the emulator did not start")

    def output(self) -> str:
        self.log.flush()
        return (self.folder / "log").read_text()

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
        self.assertEqual(sorted(result["taskId"] for result in results), sorted(task["taskId"] for task in event["tasks"]))

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
        self.assertEqual(self.invoke(b"nonsense")["errorType"], "Runtime.InvalidEvent")
        self.assertEqual(self.invoke(sample("empty-batch.json")), {"batchItemFailures": []})

    def test_a_bad_client_context_fails_that_invocation_only(self) -> None:
        self.start(TARGET_BUCKET="example-target")
        bad = {"X-Amz-Client-Context": base64.b64encode(b"{nonsense").decode()}
        self.assertEqual(self.invoke(sample("empty-batch.json"), bad)["errorType"], "Runtime.InvalidInvocationHeader")
        good = {"X-Amz-Client-Context": base64.b64encode(b'{"custom":{"a":"b"}}').decode()}
        self.assertEqual(self.invoke(sample("empty-batch.json"), good), {"batchItemFailures": []})

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

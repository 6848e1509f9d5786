"""What becomes of a batch after an invocation."""

from __future__ import annotations

import unittest

from support import CRASH, failures, record

from localaws.kafka.batches import Batch
from localaws.kafka.mapping import EventSourceMapping, MappingRefused
from localaws.kafka.retries import Answer, Attempt, judge, too_old

FIRST, SECOND = "cdc.dbo.orders-0", "cdc.dbo.orders-1"
BATCH = Batch([record(0), record(1), record(2), record(5, 1), record(6, 1)])


def mapping(**settings: object) -> EventSourceMapping:
    return EventSourceMapping("cdc.dbo.orders", **{"reports_failures": True, **settings})  # type: ignore[arg-type]


def offsets(attempt: Attempt) -> list[int]:
    return [each.offset for each in attempt.batch.records]


class AnswerTests(unittest.TestCase):
    def test_these_answers_end_the_batch(self) -> None:
        for payload in (b"", b"null", b"{}", b'{"batchItemFailures": []}', b'{"batchItemFailures": null}'):
            with self.subTest(payload=payload):
                verdict = judge(mapping(), Attempt(BATCH), Answer(payload))
                self.assertEqual((list(verdict.again), verdict.discarded), ([], None))

    def test_a_failure_brings_back_its_partition_from_there_on(self) -> None:
        (again,) = judge(mapping(), Attempt(BATCH), failures((FIRST, 2), (FIRST, 1))).again
        self.assertEqual((offsets(again), again.retries), ([1, 2], 1))

    def test_each_partition_goes_on_from_its_own_failure(self) -> None:
        (again,) = judge(mapping(), Attempt(BATCH), failures((FIRST, 1), (SECOND, 6))).again
        self.assertEqual(offsets(again), [1, 2, 6])

    def test_these_answers_fail_the_whole_batch(self) -> None:
        for answer in (
            Answer(b"no JSON"),
            Answer(b"[]"),
            failures(("cdc.dbo.orders-7", 1)),
            failures((FIRST, 99)),
            Answer(b'{"batchItemFailures": [{"itemIdentifier": null}]}'),
            Answer(b'{"batchItemFailures": [{"itemIdentifier": "1"}]}'),
            Answer(b'{"batchItemFailures": [{"partition": "x", "offset": 1}]}'),
        ):
            with self.subTest(answer=answer):
                (again,) = judge(mapping(bisects=True), Attempt(BATCH), answer).again
                self.assertEqual((offsets(again), again.retries), ([0, 1, 2, 5, 6], 1))

    def test_without_report_batch_item_failures_the_answer_is_not_read(self) -> None:
        verdict = judge(mapping(reports_failures=False), Attempt(BATCH), failures((FIRST, 0)))
        self.assertEqual(list(verdict.again), [])


class RetryTests(unittest.TestCase):
    def test_an_error_brings_the_batch_back_until_the_retries_are_used_up(self) -> None:
        settings = mapping(max_retries=2)
        attempt = Attempt(BATCH)
        for retries in (1, 2):
            (attempt,) = judge(settings, attempt, CRASH).again
            self.assertEqual(attempt.retries, retries)
        verdict = judge(settings, attempt, CRASH)
        assert verdict.discarded is not None
        self.assertEqual(len(verdict.discarded.records), 5)
        self.assertEqual(list(verdict.again), [])

    def test_retries_have_no_end_unless_there_is_a_destination(self) -> None:
        self.assertIsNone(mapping().retries)
        self.assertEqual(mapping(destination="arn:aws:s3:::example-failures").retries, 10)
        self.assertEqual(mapping(max_retries=0).retries, 0)

    def test_a_split_does_not_count_as_a_retry_and_ends_at_one_record(self) -> None:
        settings = mapping(bisects=True, max_retries=1)
        first, second = judge(settings, Attempt(BATCH), CRASH).again
        self.assertEqual((offsets(first), offsets(second)), ([0, 1], [2, 5, 6]))
        self.assertEqual((first.retries, second.retries), (0, 0))
        single = Attempt(Batch([record(0)]))
        (again,) = judge(settings, single, CRASH).again
        self.assertEqual(again.retries, 1)
        self.assertIsNotNone(judge(settings, again, CRASH).discarded)

    def test_the_record_that_fails_first_is_the_one_whose_retries_count(self) -> None:
        settings = mapping(max_retries=1)
        (moved,) = judge(settings, Attempt(BATCH, 5), failures((FIRST, 1))).again
        self.assertEqual(moved.retries, 1)
        self.assertIsNotNone(judge(settings, moved, failures((FIRST, 1))).discarded)

    def test_records_are_too_old_by_their_own_time(self) -> None:
        records = [record(0, timestamp=1_000_000), record(1, timestamp=1_100_000)]
        self.assertEqual(too_old(mapping(max_age=60), records, 1_070), [records[0]])
        self.assertEqual(too_old(mapping(), records, 9_999_999), [])


class MappingTests(unittest.TestCase):
    GOOD = {
        "FunctionName": "f",
        "EventSourceArn": "arn:aws:kafka:us-east-1:123456789012:cluster/example/1",
        "Topics": ["cdc.dbo.orders"],
        "StartingPosition": "TRIM_HORIZON",
        "ProvisionedPollerConfig": {"MinimumPollers": 1, "MaximumPollers": 4},
        "BatchSize": "1000",
        "MaximumBatchingWindowInSeconds": 60,
        "FunctionResponseTypes": ["ReportBatchItemFailures"],
        "BisectBatchOnFunctionError": True,
        "MaximumRetryAttempts": 5,
        "MaximumRecordAgeInSeconds": 3600,
        "DestinationConfig": {"OnFailure": {"Destination": "arn:aws:s3:::example-failures"}},
    }

    def test_the_properties_of_cloudformation_are_read(self) -> None:
        found = EventSourceMapping.of(self.GOOD)
        self.assertEqual((found.batch_size, found.window, found.max_retries, found.max_age), (1000, 60, 5, 3600))
        self.assertTrue(found.bisects and found.reports_failures)
        self.assertEqual(found.destination, "arn:aws:s3:::example-failures")

    def test_what_cannot_be_honoured_is_refused_by_name(self) -> None:
        for change, name in (
            ({"FilterCriteria": {}}, "FilterCriteria"),
            ({"SchemaRegistryConfig": {}}, "SchemaRegistryConfig"),
            ({"StartingPosition": "LATEST"}, "StartingPosition"),
            ({"Topics": ["a", "b"]}, "Topics"),
            ({"BatchSize": 10_001}, "BatchSize"),
            ({"BatchSize": "many"}, "BatchSize"),
            ({"MaximumBatchingWindowInSeconds": 301}, "MaximumBatchingWindowInSeconds"),
            ({"MaximumRecordAgeInSeconds": 59}, "MaximumRecordAgeInSeconds"),
            ({"MaximumRetryAttempts": -2}, "MaximumRetryAttempts"),
            ({"FunctionResponseTypes": ["Other"]}, "FunctionResponseTypes"),
        ):
            with self.subTest(change=change), self.assertRaisesRegex(MappingRefused, name):
                EventSourceMapping.of({**self.GOOD, **change})

    def test_the_controls_of_errors_need_provisioned_pollers(self) -> None:
        bare = {name: value for name, value in self.GOOD.items() if name != "ProvisionedPollerConfig"}
        with self.assertRaisesRegex(MappingRefused, "ProvisionedPollerConfig"):
            EventSourceMapping.of(bare)


if __name__ == "__main__":
    unittest.main()

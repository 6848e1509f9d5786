"""Which files are a table's, which of them it has, and what comes next."""

from __future__ import annotations

import tempfile
import unittest
from datetime import UTC, datetime
from pathlib import Path

import boto3
from botocore.exceptions import ClientError
from botocore.stub import Stubber

from curate.files.pending import is_file_of, listing_start, next_batch, pending_files
from curate.files.state import HORIZON_MICROS, CommitMark, StateError, StateStore, TableState
from curate.files.store import LocalFiles, RawFile, store_for, write_json
from curate.plan.model import Source, Window

SOURCE = Source("s", "s3://raw/orders/", ".parquet", "parquet", (), ())
DAY = 86_400_000_000


def file(name: str, modified: int = 0, size: int = 10, etag: str = "e") -> RawFile:
    return RawFile(f"s3://raw/orders/{name}", etag, size, modified)


class Pending(unittest.TestCase):
    def test_markers_folders_and_others_are_no_files(self) -> None:
        names = {"a.parquet": True, "2026/a.parquet": True, "_SUCCESS": False, "_tmp/a.parquet": False, "a.csv": False}
        for name, expected in {**names, ".a.parquet": False, "": False}.items():
            self.assertEqual(is_file_of(SOURCE, f"s3://raw/orders/{name}"), expected, name)
        self.assertFalse(is_file_of(SOURCE, "s3://raw/orders2/a.parquet"))

    def test_a_full_load_comes_first_then_the_order_of_writing(self) -> None:
        listed = [file("20260101-000000000.parquet", 5), file("LOAD0000000A.parquet", 9), file("b.parquet", 1)]
        found = [each.path.rpartition("/")[2] for each in pending_files(SOURCE, listed, TableState())]
        self.assertEqual(found, ["LOAD0000000A.parquet", "b.parquet", "20260101-000000000.parquet"])

    def test_a_file_that_was_written_anew_is_new(self) -> None:
        state = TableState().after(1, [file("a.parquet", etag="1")])
        self.assertEqual(pending_files(SOURCE, [file("a.parquet", etag="1")], state), [])
        self.assertEqual(len(pending_files(SOURCE, [file("a.parquet", etag="2")], state)), 1)

    def test_a_batch_ends_at_the_windows_files_and_bytes_and_has_one_file_at_least(self) -> None:
        files = [file(f"{index}.parquet", index, size) for index, size in enumerate((5, 5, 50, 5))]
        cases = {(10, 1000): 4, (2, 1000): 2, (10, 12): 2, (10, 1): 1}
        for (count, size), expected in cases.items():
            batch = next_batch(files, TableState(3), Window(max_files=count, max_bytes=size))
            assert batch is not None
            self.assertEqual((batch.number, len(batch.files), batch.left), (4, expected, 4 - expected))
        self.assertIsNone(next_batch([], TableState(), Window()))


class Listing(unittest.TestCase):
    """A run lists from the day on before which it has every file, and misses none."""

    SOURCE = Source("s", "s3://raw/orders/", ".parquet", "parquet", (), (), by_day=True)

    def test_it_begins_a_day_before_the_horizon_of_a_source_that_is_in_folders_by_day(self) -> None:
        horizon = int(datetime(2026, 3, 1, 0, 30, tzinfo=UTC).timestamp()) * 1_000_000
        state = TableState(5, {}, horizon)
        self.assertEqual(listing_start(self.SOURCE, state), "s3://raw/orders/2026/02/28")
        self.assertEqual(listing_start(SOURCE, state), "")
        self.assertEqual(listing_start(self.SOURCE, TableState(5)), "")

    def test_everything_that_is_not_loaded_comes_behind_it(self) -> None:
        now = datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC)
        state = TableState(5, {}, int(now.timestamp() * 1_000_000))
        start = listing_start(self.SOURCE, state)
        # Named before midnight and written after it, written now, written later, loaded anew.
        for name in ("2026/12/31/a", "2026/12/30/z", "2027/01/01/a", "LOAD00000001.parquet"):
            self.assertGreater(f"s3://raw/orders/{name}", start)
        self.assertLess("s3://raw/orders/2026/12/29/z.parquet", start)

    def test_both_stores_leave_out_what_comes_before(self) -> None:
        s3 = boto3.client("s3", region_name="us-east-1", aws_access_key_id="a", aws_secret_access_key="b")
        entry = {
            "Key": "orders/2026/02/28/a",
            "ETag": '"e"',
            "Size": 1,
            "LastModified": datetime(2026, 2, 28, tzinfo=UTC),
        }
        with Stubber(s3) as stub:
            asked = {"Bucket": "raw", "Prefix": "orders/", "StartAfter": "orders/2026/02/28"}
            stub.add_response("list_objects_v2", {"Contents": [entry]}, asked)
            (found,) = store_for("s3://raw", s3).list("s3://raw/orders/", "s3://raw/orders/2026/02/28")
            self.assertEqual(found.path, "s3://raw/orders/2026/02/28/a")
        with tempfile.TemporaryDirectory() as folder:
            for name in ("2026/02/27/a", "2026/02/28/a", "LOAD1"):
                path = Path(folder) / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text("x")
            listed = [
                each.path.removeprefix(f"{folder}/") for each in LocalFiles().list(folder, f"{folder}/2026/02/28")
            ]
            self.assertEqual(listed, ["2026/02/28/a", "LOAD1"])


class State(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.place = Path(folder.name)
        self.states = StateStore(LocalFiles(), folder.name)

    def test_a_batch_that_was_committed_before_the_job_died_is_added_from_the_list_that_the_commit_names(self) -> None:
        self.states.write("t", TableState().after(1, [file("a.parquet")]))
        path = self.states.list_path("t", 2, "x")
        self.states.write_list(path, [file("b.parquet")])
        self.assertFalse(self.states.read("t", CommitMark(1, "")).has(file("b.parquet")))
        state = self.states.read("t", CommitMark(2, path))
        self.assertEqual((state.batch, state.has(file("a.parquet")), state.has(file("b.parquet"))), (2, True, True))

    def test_a_second_death_behind_the_next_commit_is_survived_too(self) -> None:
        for batch in (1, 2, 3):
            path = self.states.list_path("t", batch, "x")
            self.states.write_list(path, [file(f"{batch}.parquet")])
            # The job wrote no state of its own.
            state = self.states.read("t", CommitMark(batch, path))
        self.assertTrue(all(state.has(file(f"{batch}.parquet")) for batch in (1, 2, 3)))

    def test_a_list_that_no_commit_names_counts_for_nothing(self) -> None:
        self.states.write_list(self.states.list_path("t", 1, "x"), [file("a.parquet")])
        self.assertEqual(self.states.read("t", None), TableState())

    def test_a_state_that_is_two_batches_behind_is_refused(self) -> None:
        with self.assertRaisesRegex(StateError, "last commit is batch 2, the state at .*/state/t.json is at batch 0"):
            self.states.read("t", CommitMark(2, "nowhere"))
        with self.assertRaisesRegex(StateError, "its list of files nowhere is gone"):
            self.states.read("t", CommitMark(1, "nowhere"))

    def test_names_of_old_files_are_forgotten_and_the_files_stay_known(self) -> None:
        listed = [
            file("old.parquet", DAY),
            file("late.parquet", 2 * DAY),
            file("new.parquet", HORIZON_MICROS + 9 * DAY),
        ]
        state = TableState().after(1, [listed[0], listed[2]])
        # What waits keeps the horizon before it.
        kept = state.pruned(listed, [listed[1]])
        self.assertEqual((kept.horizon, kept.has(listed[0]), kept.has(listed[1])), (2 * DAY, True, False))
        pruned = kept.after(2, [listed[1]]).pruned(listed, [])
        self.assertEqual((pruned.horizon, set(pruned.files)), (9 * DAY, {listed[2].path}))
        self.assertTrue(all(pruned.has(each) for each in listed))


class S3(unittest.TestCase):
    """boto3's client with botocore's own checks of requests and answers, and no network."""

    def setUp(self) -> None:
        self.s3 = boto3.client("s3", region_name="us-east-1", aws_access_key_id="a", aws_secret_access_key="b")
        self.addCleanup(self.s3.close)
        self.stub = self.enterContext(Stubber(self.s3))
        self.files = store_for("s3://raw/orders/", self.s3)

    def test_every_page_of_a_listing_is_read(self) -> None:
        when = datetime(2026, 11, 27, 10, 0, 0, 250000, UTC)
        entry = {"Key": "orders/a b.parquet", "ETag": '"e1"', "Size": 5, "LastModified": when}
        asked = {"Bucket": "raw", "Prefix": "orders/"}
        first = {"Contents": [entry], "IsTruncated": True, "NextContinuationToken": "next"}
        self.stub.add_response("list_objects_v2", first, asked)
        last = {"Contents": [{**entry, "Key": "orders/c.parquet"}], "IsTruncated": False}
        self.stub.add_response("list_objects_v2", last, {**asked, "ContinuationToken": "next"})
        found = list(self.files.list("s3://raw/orders/"))
        micros = int(when.timestamp()) * 1_000_000 + 250_000
        self.assertEqual(found[0], RawFile("s3://raw/orders/a b.parquet", "e1", 5, micros))
        self.assertEqual([each.path for each in found], ["s3://raw/orders/a b.parquet", "s3://raw/orders/c.parquet"])

    def test_a_document_that_is_not_there_is_none_and_any_other_refusal_is_an_error(self) -> None:
        self.stub.add_client_error("get_object", "NoSuchKey", http_status_code=404)
        self.assertIsNone(self.files.read("s3://state/state/t.json"))
        self.stub.add_client_error("get_object", "AccessDenied", http_status_code=403)
        with self.assertRaisesRegex(ClientError, "AccessDenied"):
            self.files.read("s3://state/state/t.json")

    def test_a_document_is_written_whole(self) -> None:
        body = b'{"a":"\xc3\xa4"}'
        asked = {"Bucket": "state", "Key": "t.json", "Body": body, "ContentType": "application/json"}
        self.stub.add_response("put_object", {}, asked)
        write_json(self.files, "s3://state/t.json", {"a": "ä"})
        self.stub.assert_no_pending_responses()


if __name__ == "__main__":
    unittest.main()

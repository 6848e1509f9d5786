"""The processes: what is started is gone afterwards, whoever stops it and however it ends."""

from __future__ import annotations

import os
import signal
import sys
import tempfile
import time
import unittest
from pathlib import Path
from unittest import mock

import psycopg

from localaws.redshift import postgres, service
from localaws.redshift.service import Redshift
from localaws.testing.warehouse import await_status


def postgres_of(redshift: Redshift) -> int:
    return int((Path(redshift.database_folder) / "data" / "postmaster.pid").read_text().split()[0])


def is_gone(pid: int) -> bool:
    try:
        return "Z" in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return True


class Processes(unittest.TestCase):
    def start(self) -> Redshift:
        redshift = service.start()
        self.addCleanup(redshift.stop)
        return redshift

    def assert_nothing_is_left(self, redshift: Redshift, database: int) -> None:
        deadline = time.monotonic() + 10
        while not is_gone(database) and time.monotonic() < deadline:
            time.sleep(0.05)
        self.assertTrue(is_gone(database), "PostgreSQL still runs")
        self.assertFalse(redshift.is_running())
        self.assertFalse(Path(redshift.folder).exists())
        self.assertFalse(Path(redshift.database_folder).exists())

    def test_another_process_can_stop_it_from_its_state_file(self) -> None:
        redshift = self.start()
        database = postgres_of(redshift)
        with tempfile.TemporaryDirectory() as folder:
            state = Path(folder) / "redshift.json"
            redshift.save(state)
            loaded = service.Redshift.load(state)
        assert loaded is not None
        self.assertTrue(loaded.is_running())
        loaded.stop()
        self.assert_nothing_is_left(redshift, database)
        loaded.stop()

    def test_a_server_that_was_killed_leaves_nothing_either(self) -> None:
        redshift = self.start()
        database = postgres_of(redshift)
        os.kill(redshift.pid, signal.SIGKILL)
        redshift.stop()
        self.assert_nothing_is_left(redshift, database)

    def test_it_stops_while_a_statement_runs(self) -> None:
        redshift = self.start()
        database = postgres_of(redshift)
        client = redshift.client()
        begun = client.execute_statement(Sql="select pg_sleep(300)", WorkgroupName=service.WORKGROUP, Database="dev")
        await_status(begun["Id"], "STARTED", client)
        redshift.stop()
        self.assert_nothing_is_left(redshift, database)

    def test_one_that_cannot_start_leaves_nothing(self) -> None:
        with tempfile.TemporaryDirectory() as folder, mock.patch.object(tempfile, "tempdir", folder):
            for broken in ("/there/is/none", "/bin/false"):
                with self.subTest(broken), mock.patch.object(sys, "executable", broken):
                    with self.assertRaises((OSError, service.RedshiftError)):
                        service.start()
                    self.assertEqual(list(Path(folder).iterdir()), [])

    def test_postgresql_listens_on_no_port_and_does_not_run_as_root(self) -> None:
        redshift = self.start()
        with psycopg.connect(redshift.dsn) as connection:
            self.assertEqual(connection.execute("show listen_addresses").fetchone(), ("",))
        self.assertNotEqual(Path(f"/proc/{postgres_of(redshift)}").stat().st_uid, 0)


class WithinAPrivateFolder(unittest.TestCase):
    @unittest.skipUnless(os.geteuid() == 0, "only root lends PostgreSQL to another user")
    def test_the_data_go_where_postgresqls_user_can_enter(self) -> None:
        with tempfile.TemporaryDirectory() as private, mock.patch.object(tempfile, "tempdir", private):
            database = postgres.start()
            try:
                self.assertNotIn(private, str(database.folder))
            finally:
                database.stop()
            self.assertFalse(database.folder.exists())


if __name__ == "__main__":
    unittest.main()

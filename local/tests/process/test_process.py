"""The one way to start a program: it is found again by pid and time, and nothing of its group outlives stop()."""

from __future__ import annotations

import os
import signal
import sys
import tempfile
import time
import unittest
from pathlib import Path

from localaws import process
from localaws.process import Process, StartError

SLEEPER = "import subprocess, sys, time; subprocess.Popen(['sleep', '300']); print('up', flush=True); time.sleep(300)"
STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(300)"
)


class ProcessTests(unittest.TestCase):
    def setUp(self) -> None:
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.log = self.folder / "log"

    def start(self, source: str) -> Process:
        environment = {"PATH": os.environ["PATH"]}
        running = process.start(
            [sys.executable, "-c", source], environment=environment, folder=self.folder, log=self.log
        )
        self.addCleanup(running.stop)
        return running

    def await_output(self, running: Process) -> None:
        process.wait_until(lambda: "up" in self.log.read_text(), running, self.log, "the program", patience=20)

    def test_stop_leaves_nothing_of_the_group(self) -> None:
        running = self.start(SLEEPER)
        self.await_output(running)
        running.stop()
        self.assertFalse(running.is_running)
        with self.assertRaises(ProcessLookupError):
            os.killpg(running.pid, 0)

    def test_what_ignores_termination_is_killed(self) -> None:
        running = self.start(STUBBORN)
        self.await_output(running)
        running.stop(((signal.SIGTERM, 0.2), (signal.SIGKILL, 5.0)))
        self.assertFalse(running.is_running)

    def test_a_stranger_with_the_same_pid_is_neither_running_nor_stopped(self) -> None:
        running = self.start(SLEEPER)
        self.await_output(running)
        stranger = Process(running.pid, started="1")
        self.assertFalse(stranger.is_running)
        stranger.stop()
        self.assertTrue(running.is_running)

    def test_a_program_that_ends_is_reported_with_its_log_and_at_once(self) -> None:
        running = self.start("raise SystemExit('no such port')")
        begun = time.monotonic()
        with self.assertRaisesRegex(StartError, "the program ended instead of answering:\nno such port"):
            process.wait_until(lambda: False, running, self.log, "the program", patience=60)
        self.assertLess(time.monotonic() - begun, 30)

    def test_a_program_that_keeps_silent_is_reported(self) -> None:
        running = self.start(SLEEPER)
        with self.assertRaisesRegex(StartError, "the program did not answer within 0 s"):
            process.wait_until(lambda: False, running, self.log, "the program", patience=0.1)


if __name__ == "__main__":
    unittest.main()

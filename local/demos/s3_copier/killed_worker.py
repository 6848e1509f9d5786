"""A function that is killed in the middle of a large copy: another invocation finishes what it began."""

from __future__ import annotations

import os
import re
import signal
import time
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from localaws.s3_proxy.calls import Call
from localaws.s3_proxy.proxy import Hold

from ..terminal import say
from . import large
from .scenario import TARGET, Scenario

KEY = "large/killed-halfway.parquet"
HELD_PART = 4


class KilledWorker:
    """Begins with the kill; what comes of it is looked at later, so that others can work meanwhile."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.item = large.large_object(KEY, seed=4)
        self.killed_at = 0.0

    def begin(self, max_wait: float = 15) -> None:
        proxy = self.scenario.proxy
        assert proxy is not None
        proxy.hold = Hold(_is_held_part)
        self.scenario.upload(self.item)
        if not proxy.hold.caught.wait(max_wait) or proxy.hold.call is None:
            self.scenario.failures.append(f"nobody copied part {HELD_PART} of {KEY}")
            return
        pid = process_behind(proxy.hold.call.port, proxy.server_port)
        if pid is None or Path(f"/proc/{pid}/comm").read_text().strip() != "bootstrap":
            self.scenario.failures.append(f"the process that copies part {HELD_PART} could not be found")
            return
        os.kill(pid, signal.SIGKILL)
        self.killed_at = time.monotonic()
        proxy.hold.released.set()
        say(f"S3 held part {HELD_PART} of {KEY} back; process {pid}, which was copying it, was killed with SIGKILL")
        say(f"the upload is open: {KEY in self.scenario.open_uploads()}")

    def end(self, max_wait: float = 40) -> None:
        if not self.killed_at:
            return
        missing = self.scenario.missing([KEY], max_wait)
        if missing:
            self.scenario.failures.append(f"{KEY} did not arrive after its worker was killed")
            return
        say(f"it arrived {time.monotonic() - self.killed_at:.1f} s after the kill at the latest")
        large.compare(self.scenario, self.item)
        say(f"copies made of each part: {large.part_copies(self.scenario, KEY)}")
        if left := self.scenario.open_uploads():
            self.scenario.failures.append(f"uploads were left behind: {left}")
        else:
            say("no multipart upload is left in the target bucket")


def process_behind(port: int, peer: int) -> int | None:
    """The process on this host whose connection from `port` to `peer` this is."""
    # /proc/net/tcp: addresses in hex, the inode in the tenth column.
    inode = next(
        (
            fields[9]
            for fields in map(str.split, Path("/proc/net/tcp").read_text().splitlines()[1:])
            if fields[1].endswith(f":{port:04X}") and fields[2].endswith(f":{peer:04X}")
        ),
        None,
    )
    for link in Path("/proc").glob("[0-9]*/fd/*"):
        try:
            if str(link.readlink()) == f"socket:[{inode}]":
                return int(re.split("/", str(link))[2])
        except OSError:
            continue  # It ended, or is somebody else's.
    return None


def _is_held_part(call: Call) -> bool:
    split = urlsplit(call.path)
    is_part = dict(parse_qsl(split.query)).get("partNumber") == str(HELD_PART)
    return call.method == "PUT" and split.path == f"/{TARGET}/{KEY}" and is_part

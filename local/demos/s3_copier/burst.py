"""Many objects at once, against an S3 that answers SlowDown above a rate: all arrive, at about that rate."""

from __future__ import annotations

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from localaws.s3_proxy.calls import Call
from localaws.s3_proxy.proxy import Throttle

from .. import function_log
from ..terminal import say
from .demo_objects import DemoObject
from .scenario import SOURCE, TARGET, Scenario

OBJECTS, RATE, BURST, REFUSE_EVERY = 300, 60.0, 20.0, 25
PREFIX = "burst/"


def run(scenario: Scenario, max_wait: float = 40) -> None:
    proxy = scenario.proxy
    assert proxy is not None
    throttle = Throttle(_is_copy_of_the_burst, RATE, BURST, REFUSE_EVERY)
    proxy.throttle = throttle
    objects = [DemoObject(f"{PREFIX}{number:04}.txt", f"object {number}\n".encode()) for number in range(OBJECTS)]
    try:
        with ThreadPoolExecutor(max_workers=16) as pool:
            list(pool.map(scenario.upload, objects))
        uploaded = time.monotonic()
        missing = scenario.missing([item.key for item in objects], max_wait)
    finally:
        proxy.throttle = None
    if missing:
        scenario.failures.append(f"{len(missing)} objects of the burst did not arrive, among them {min(missing)}")
    differing = _etags(scenario, SOURCE).items() ^ _etags(scenario, TARGET).items()
    if differing:
        scenario.failures.append(f"the burst differs: {sorted(differing)[:3]}")
    if throttle.refused == 0:
        scenario.failures.append("the burst was not throttled at all: nothing was shown")
        return
    say(
        f"{OBJECTS - len(missing)} of {OBJECTS} arrived and are equal, {time.monotonic() - uploaded:.1f} s after the last "
        f"upload; S3 refused {throttle.refused} requests with 503 SlowDown"
    )
    throttled = [at - throttle.first_refusal for at in throttle.passes if at > throttle.first_refusal]
    outcomes = Counter(str(line.get("outcome")) for line in _lines(scenario))
    say(f"outcomes: {', '.join(f'{outcome} {count}' for outcome, count in outcomes.most_common())}")
    say(f"copies a second from the first refusal on, {RATE:.0f} allowed: {_rates(throttled)}")


def _lines(scenario: Scenario) -> list[dict[str, Any]]:
    """The function's lines about the burst."""
    lines = function_log.structured(scenario.aws, scenario.path.log_group)
    return [line for line in lines if str(line.get("source", "")).startswith(f"s3://{SOURCE}/{PREFIX}")]


def _rates(passes: list[float]) -> str:
    """Until nine in ten were made, and in all: the last ones are what a few workers still had when the others were done."""
    most = passes[: len(passes) * 9 // 10]
    if not most:
        return "too few to say"
    return (
        f"{len(most) / most[-1]:.0f} ({len(most) / most[-1] / RATE:.0%}) until nine in ten were made, "
        f"{len(passes) / passes[-1]:.0f} ({len(passes) / passes[-1] / RATE:.0%}) until the last"
    )


def _is_copy_of_the_burst(call: Call) -> bool:
    return call.method == "PUT" and call.path.startswith(f"/{TARGET}/{PREFIX}")


def _etags(scenario: Scenario, bucket: str) -> dict[str, tuple[str, int]]:
    """Which is the MD5 of the content, for objects that were not uploaded in parts."""
    pages = scenario.s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=PREFIX)
    return {entry["Key"]: (entry["ETag"], entry["Size"]) for page in pages for entry in page.get("Contents", [])}

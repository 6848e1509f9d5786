"""`sam local invoke` without Docker: each function gets the environment that SAM's own classes work out from the template,
samconfig.toml and environments/local.json, and answers every event of events/ with it.

SAM gives a queue's or a topic's !Ref as its logical id, which no function takes for a URL or an ARN.
"""

from __future__ import annotations

import json
import os
import unittest
from pathlib import Path
from typing import Any

from .emulator import EmulatorCase
from .servers import ROOT, _Handler, _Server

# Written by scripts/test.sh with scripts/lib/sam_environment.py.
ENVIRONMENTS = os.environ.get("SAM_ENVIRONMENTS", "")
# What stands for a process that could not begin, or did not survive.
NOT_ANSWERED = {
    "Runtime.InvalidSetting",
    "Runtime.InitError",
    "Runtime.ExitError",
    "Runtime.Unknown",
    "Sandbox.Timedout",
}


class Refuser(_Handler):
    """An AWS to which the caller may do nothing, as for somebody who tries events out without a role."""

    def refuse(self) -> None:
        self.body()
        if "X-Amz-Target" in self.headers:
            refusal = {"__type": "AccessDeniedException", "Message": "not authorized"}
            self.answer(400, json.dumps(refusal).encode(), {"Content-Type": "application/x-amz-json-1.0"})
        else:
            self.answer(403, b"<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>")

    do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = refuse


def functions() -> dict[str, Any]:
    return dict(json.loads(Path(ENVIRONMENTS).read_text())["functions"])


class SamLocalTests(EmulatorCase):
    TIMEOUT_SECONDS = 20

    def setUp(self) -> None:
        super().setUp()
        self.assertTrue(
            ENVIRONMENTS, "SAM_ENVIRONMENTS must name what sam_environment.py wrote; scripts/test.sh sets it"
        )

    def answers_its_events(self, function: str) -> None:
        self.unpack(function)
        server = _Server(Refuser)
        server.__enter__()
        self.addCleanup(server.__exit__, None, None, None)
        environment = functions()[f"{function}Function"]["environment"]
        refusing = {
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{server.port}",
            "AWS_MAX_ATTEMPTS": "1",
            "AWS_LAMBDA_FUNCTION_TIMEOUT": str(self.TIMEOUT_SECONDS),
        }
        self.start(**{**environment, **refusing})
        events = sorted((ROOT / "events" / function).glob("*.json"))
        self.assertTrue(events)
        for path in events:
            with self.subTest(path.name):
                answer: object = self.invoke(path.read_bytes())
                error = str(answer.get("errorType", "")) if isinstance(answer, dict) else ""
                self.assertNotIn(error, NOT_ANSWERED, f"{answer}\n{self.output()[-3000:]}")


def _test_of(function: str) -> Any:
    def test(self: SamLocalTests) -> None:
        self.answers_its_events(function)

    return test


# A function without a template is still to come: nothing packages it.
for folder in sorted((ROOT / "events").iterdir()):
    if (ROOT / "functions" / folder.name / "template.yaml").is_file():
        setattr(SamLocalTests, f"test_{folder.name}_answers_every_sample_event", _test_of(folder.name))

if __name__ == "__main__":
    unittest.main()

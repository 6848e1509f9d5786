"""The README lists what the stand-ins serve: every operation, and nothing else."""

from __future__ import annotations

import re
import unittest
from pathlib import Path

from localaws.dms.server import LocalDMS
from localaws.glue.clock import HandClock
from localaws.glue.server import GlueServer
from localaws.redshift.api import OPERATIONS

README = (Path(__file__).resolve().parents[2] / "README.md").read_text()


def listed(heading: str) -> set[str]:
    """The operations that the section of a stand-in lists."""
    section = re.search(rf"^## {re.escape(heading)}.*?(?=^## |\Z)", README, re.MULTILINE | re.DOTALL)
    assert section, heading
    paragraph = re.search(r"^Operations:(.*?)\n\n", section[0], re.MULTILINE | re.DOTALL)
    assert paragraph, heading
    return set(re.findall(r"`(\w+)`", paragraph[1]))


class ReadmeTests(unittest.TestCase):
    def test_redshift(self) -> None:
        self.assertEqual(listed("Redshift Data API"), set(OPERATIONS))

    def test_glue(self) -> None:
        with GlueServer(clock=HandClock()) as server:
            self.assertEqual(listed("Glue"), set(server.glue.operations))

    def test_dms_and_datasync(self) -> None:
        with LocalDMS() as local:
            self.assertEqual(listed("DMS and DataSync"), local.operations)

    def test_every_stand_in_has_a_section_and_tests(self) -> None:
        package = Path(__file__).resolve().parents[2] / "localaws"
        # localaws.testing is what tests share, no stand-in.
        stand_ins = {path.parent.name for path in package.glob("*/__init__.py")} - {"testing"}
        self.assertEqual(stand_ins, set(re.findall(r"^## .*`localaws/(\w+)`$", README, re.MULTILINE)))
        for name in stand_ins:
            self.assertTrue(list((package.parent / "tests" / name).glob("test_*.py")), name)


if __name__ == "__main__":
    unittest.main()

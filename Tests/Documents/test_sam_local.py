"""environments/local.json, with which `sam local invoke` starts the functions, is about the functions that the template has.

Tests/Packaged/test_sam_local.py starts them with it.
"""

from __future__ import annotations

import json
import os
import unittest
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
# Written by scripts/test.sh with scripts/lib/sam_environment.py.
ENVIRONMENTS = os.environ.get("SAM_ENVIRONMENTS", "")


class SamLocalTests(unittest.TestCase):
    def setUp(self) -> None:
        self.assertTrue(
            ENVIRONMENTS, "SAM_ENVIRONMENTS must name what sam_environment.py wrote; scripts/test.sh sets it"
        )
        self.sam: dict[str, Any] = json.loads(Path(ENVIRONMENTS).read_text())

    def test_every_function_has_its_zip_under_the_name_that_the_template_gives(self) -> None:
        for name, function in self.sam["functions"].items():
            self.assertEqual(Path(function["code"]), ROOT / "dist" / f"{name.removesuffix('Function')}.zip")

    def test_environments_name_only_what_the_template_declares(self) -> None:
        given = self.sam["given"]
        known = self.sam["functions"]
        for name, values in given.items():
            self.assertIn(name, known, "environments/local.json names a function that the template does not have")
            # SAM ignores the others silently.
            self.assertEqual(set(values) - set(known[name]["declared"]), set(), f"{name} does not declare these")

    def test_no_variable_is_left_as_a_logical_id(self) -> None:
        """SAM gives a queue's or a topic's !Ref as its logical id."""
        for name, function in self.sam["functions"].items():
            for variable in function["declared"]:
                value = function["environment"][variable]
                if value and variable.endswith("_URL"):
                    self.assertRegex(value, "^https://", f"{name}: {variable}")
                if value and variable.endswith("_ARN"):
                    self.assertRegex(value, "^arn:", f"{name}: {variable}")


if __name__ == "__main__":
    unittest.main()

"""scripts/lib/scripts_bucket.py: the Glue jobs' scripts are uploaded to the bucket that the jobs' role reads."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
SCRIPT = ROOT / "scripts" / "lib" / "scripts_bucket.py"


class ScriptsBucket(unittest.TestCase):
    def arguments(
        self, *given: str, template: str = "pipelines/orders/template.yaml", config: str = ""
    ) -> tuple[int, str, str]:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "samconfig.toml"
            file.write_text(config)
            command = [sys.executable, str(SCRIPT), str(ROOT / template), str(file), "orders", "--", *given]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout, done.stderr

    def test_sam_uploads_to_the_bucket_that_is_given(self) -> None:
        expected = (0, "--s3-bucket\nmine\n", "")
        kept = '[orders.deploy.parameters]\nparameter_overrides = ["ScriptsBucket=mine"]\n'
        self.assertEqual(self.arguments("--parameter-overrides", "ScriptsBucket=mine"), expected)
        self.assertEqual(self.arguments(config=kept), expected)

    def test_what_says_where_to_upload_is_left_as_it_is(self) -> None:
        kept = '[orders.deploy.parameters]\nparameter_overrides = ["ScriptsBucket=sams"]\nresolve_s3 = true\n'
        self.assertEqual(self.arguments(config=kept), (0, "", ""))
        given = ("--s3-bucket", "mine", "--parameter-overrides", "ScriptsBucket=mine")
        self.assertEqual(self.arguments(*given), (0, "", ""))

    def test_without_a_bucket_nothing_is_deployed(self) -> None:
        code, said, error = self.arguments()
        self.assertEqual((code, said), (1, ""))
        self.assertIn("ScriptsBucket=", error)

    def test_before_the_questions_the_answer_is_shown(self) -> None:
        code, said, hint = self.arguments("--guided")
        self.assertEqual((code, said), (0, ""))
        self.assertIn("aws-sam-cli-managed-default", hint)

    def test_a_template_without_jobs_needs_none(self) -> None:
        self.assertEqual(self.arguments(template="functions/S3Copier/template.yaml"), (0, "", ""))


if __name__ == "__main__":
    unittest.main()

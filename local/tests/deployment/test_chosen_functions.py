"""scripts/lib/chosen_functions.py: what a chosen function needs and is not given stops a deployment before it begins."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
SCRIPT = ROOT / "scripts" / "lib" / "chosen_functions.py"
COPIER = "S3CopierSourceBucketName=a-source S3CopierTargetBucketName=a-target"
FUNCTIONS = [
    "S3Copier",
    "RedshiftUnloader",
    "RedshiftLoader",
    "KafkaS3Sink",
    "GlueWorkflowStarter",
    "DMSCompletionHandler",
]
LOADER = "RedshiftArn=arn:aws:redshift:us-east-1:123456789012:cluster:example LandingBucketName=landing"


class ChosenFunctions(unittest.TestCase):
    def setUp(self) -> None:
        self.config = Path(self.enterContext(tempfile.TemporaryDirectory())) / "samconfig.toml"
        self.config.write_text("")

    def check(self, *arguments: str, template: str = "template.yaml") -> tuple[int, str]:
        command = [sys.executable, str(SCRIPT), str(ROOT / template), str(self.config), "prod", "--", *arguments]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        return done.returncode, done.stderr

    def test_what_is_given_is_enough(self) -> None:
        for given in (
            f"Functions=S3Copier {COPIER}",
            f"Functions=S3Copier,RedshiftLoader {COPIER} {LOADER} PlansS3Uri=s3://plans/",
            "Functions=GlueWorkflowStarter GlueWorkflowStarterWorkflowName=orders",
            "Functions=DMSCompletionHandler PlansS3Uri=s3://plans/",
            "ParameterKey=Functions,ParameterValue=GlueWorkflowStarter GlueWorkflowStarterWorkflowName=orders",
        ):
            with self.subTest(given):
                self.assertEqual(self.check("--parameter-overrides", given), (0, ""))

    def test_what_is_missing_is_named(self) -> None:
        plan = "PlansS3Uri, the folder with RedshiftLoader.yaml, or functions/RedshiftLoader/plans/RedshiftLoader.yaml"
        for given, problems in (
            ("Name=x", [f"choose functions: Functions={','.join(FUNCTIONS)}, or some of these"]),
            ("Functions=S3Copier", ["S3Copier needs S3CopierSourceBucketName and S3CopierTargetBucketName"]),
            (f"Functions=RedshiftLoader {LOADER}", [f"RedshiftLoader needs {plan}"]),
            (
                f"Functions=S3Copier,KafkaS3Sink {COPIER} KafkaS3SinkTopics=a PlansS3Uri=s3://plans/",
                ["KafkaS3Sink needs LandingBucketName and KafkaClusterArn"],
            ),
            (
                "Functions=S3copier",
                [f"no function is called S3copier; there are: {', '.join(FUNCTIONS)}"],
            ),
        ):
            with self.subTest(given):
                code, said = self.check("--parameter-overrides", given)
                self.assertEqual(code, 1)
                self.assertEqual(said, "".join(f"error: {each}\n" for each in problems))

    def test_values_come_from_the_configuration_and_the_files_it_names_too(self) -> None:
        self.config.write_text(
            '[prod.deploy.parameters]\nparameter_overrides = ["file://environments/prod.yaml", "Functions=S3Copier"]\n'
        )
        self.assertEqual(self.check("--parameter-overrides", COPIER), (0, ""))
        self.assertEqual(self.check()[0], 1)

    def test_questions_are_asked_later(self) -> None:
        self.assertEqual(self.check("--guided"), (0, ""))

    def test_a_function_alone_chooses_nothing(self) -> None:
        self.assertEqual(self.check(template="functions/S3Copier/template.yaml"), (0, ""))


if __name__ == "__main__":
    unittest.main()

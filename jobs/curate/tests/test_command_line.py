"""The command line, and the zip that Glue gets: without Spark, an account or a file beside the zip."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from curate.arguments import arguments, command_line
from curate.command_line import ArgumentError
from curate.spark_settings import settings

ROOT = Path(__file__).resolve().parents[3]
PLAN = ROOT / "pipelines" / "lake" / "plans" / "lake.yaml"


class CommandLine(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def run_zip(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        zipped = self.folder / "jobs.zip"
        sys.path.insert(0, str(ROOT / "scripts" / "lib"))
        try:
            zipped.write_bytes(importlib.import_module("job_script").packages())
        finally:
            sys.path.pop(0)
        code = "import sys; from curate.__main__ import main; sys.exit(main(sys.argv[1:]))"
        return subprocess.run(
            [sys.executable, "-c", code, *arguments],
            env={"PYTHONPATH": str(zipped), "PATH": "/usr/bin:/bin"},
            cwd=self.folder,
            capture_output=True,
            text=True,
        )

    def test_a_plan_is_validated_out_of_the_zip(self) -> None:
        result = self.run_zip("validate", str(PLAN))
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        self.assertIn("8 tables, engine hudi", result.stdout)
        wrong = self.folder / "wrong.yaml"
        wrong.write_text(PLAN.read_text().replace("engine: hudi", "engine: delta"))
        result = self.run_zip("validate", str(PLAN), str(wrong))
        self.assertEqual(result.returncode, 1)
        self.assertIn('wrong.yaml:3:9 engine: is "delta"', result.stderr)

    def test_explain_names_the_next_batches_and_their_files(self) -> None:
        file = self.folder / "raw" / "database" / "service" / "20260101-000000000.parquet"
        file.parent.mkdir(parents=True)
        file.write_bytes(b"1234")
        places = (
            "--raw",
            str(self.folder / "raw"),
            "--curated",
            str(self.folder / "curated"),
            "--database",
            "autocorp",
        )
        result = self.run_zip("explain", "--plan", str(PLAN), *places, "--tables", "service,customers")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn(
            "service: batch 1 of 1 files, 4 bytes; newest by change_seq, _modified of each service_id", result.stdout
        )
        self.assertIn(str(file), result.stdout)
        self.assertIn("customers: up to date at batch 0", result.stdout)

    def test_the_checks_are_printed_as_dqdl(self) -> None:
        result = self.run_zip("dqdl", str(PLAN), "auto_parts")
        self.assertIn(
            '# auto_parts\nRules = [\n    IsPrimaryKey "part_id",\n    IsComplete "part_name",', result.stdout
        )


class Arguments(unittest.TestCase):
    GIVEN = ("--plan", "s3://p/plan.yaml", "--raw", "s3://raw/", "--curated", "s3://curated/", "--database", "autocorp")

    def test_properties_of_the_run_go_before_the_jobs_own_arguments_and_glues_are_left_out(self) -> None:
        given = command_line([*self.GIVEN, "--JOB_NAME", "curate", "--enable-metrics", "--JOB_RUN_ID", "jr_1"])
        found = arguments(given, {"tables": "service, customers", "starter.key": "k"})
        self.assertEqual((found.raw, found.state, found.run), ("s3://raw", "s3://curated/_curate", "jr_1"))
        self.assertEqual(found.tables, ("service", "customers"))

    def test_all_that_is_missing_is_named_at_once(self) -> None:
        with self.assertRaisesRegex(ArgumentError, "--plan: .*; --raw: .*; --curated: .*; --database: "):
            arguments({}, {})
        with self.assertRaisesRegex(ArgumentError, "catalog is 'hive'; it is glue or files"):
            arguments({**command_line(self.GIVEN), "catalog": "hive"}, {})


class Settings(unittest.TestCase):
    def test_each_engine_has_its_own_and_all_keep_days_of_old_as_they_are(self) -> None:
        hudi, iceberg = settings("hudi", "s3://c", "glue"), settings("iceberg", "s3://c", "glue")
        for each in (hudi, iceberg):
            self.assertEqual(each["spark.sql.session.timeZone"], "UTC")
            self.assertEqual({each[name] for name in each if "RebaseMode" in name}, {"CORRECTED"})
        self.assertIn("Hoodie", hudi["spark.sql.extensions"])
        self.assertEqual(iceberg["spark.sql.catalog.lake.catalog-impl"], "org.apache.iceberg.aws.glue.GlueCatalog")
        self.assertNotIn("GlueCatalog", json.dumps(settings("iceberg", "/c", "files")))


if __name__ == "__main__":
    unittest.main()

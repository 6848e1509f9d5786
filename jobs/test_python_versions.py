"""Each job is written for the Pythons of the Glue versions that README.md names; it runs here on Glue 5.0's, 3.11."""

from __future__ import annotations

import ast
import subprocess
import sys
import unittest
from pathlib import Path

JOBS = Path(__file__).resolve().parent
# Names and arguments that came with 3.10 and 3.11: the syntax does not show them.
NEWER = {"UTC", "StrEnum", "pairwise", "batched", "bit_count", "TaskGroup", "Self", "tomllib", "ExceptionGroup"}
ARGUMENTS = {"zip": {"strict"}, "dataclass": {"slots", "kw_only", "match_args"}}
OLDEST = {"orders_to_parquet": (3, 10), "load_orders": (3, 9)}


class PythonVersions(unittest.TestCase):
    def test_what_a_job_imports_is_known_to_its_oldest_python(self) -> None:
        for job, version in OLDEST.items():
            files = self.imported(f"{job}.__main__")
            self.assertIn(JOBS / "curate" / "command_line.py", files)
            for path in files:
                with self.subTest(job, file=str(path.relative_to(JOBS))):
                    self.check(path, version)

    def check(self, path: Path, version: tuple[int, int]) -> None:
        tree = ast.parse(path.read_text(), feature_version=version)
        if not tree.body or isinstance(tree.body[-1], ast.Expr):
            return
        # `X | Y` is a type in annotations alone, which this import keeps from being computed.
        self.assertIn("from __future__ import annotations", path.read_text())
        for node in ast.walk(tree):
            names = {ast.Name: "id", ast.Attribute: "attr", ast.alias: "name"}
            self.assertNotIn(getattr(node, names.get(type(node), ""), None), NEWER)
            if version < (3, 10) and isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                given = {keyword.arg for keyword in node.keywords}
                self.assertFalse(given & ARGUMENTS.get(node.func.id, set()), ast.dump(node))

    def imported(self, module: str) -> list[Path]:
        """The files of jobs/ that importing a module reads."""
        files = "(each.__file__ for each in sys.modules.values() if getattr(each, '__file__', None))"
        code = f"import sys, {module}; print(*{files}, sep='\\n')"
        run = subprocess.run([sys.executable, "-c", code], cwd=JOBS, capture_output=True, text=True, check=True)
        paths = [Path(line) for line in run.stdout.splitlines()]
        return [each for each in paths if each.is_relative_to(JOBS) and each.stat().st_size]


if __name__ == "__main__":
    unittest.main()

"""Tests/ParquetFiles: pyarrow counts in each file the rows that its name says, and writes the same files again."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import pyarrow.parquet as parquet

FOLDER = Path(__file__).parents[3] / "Tests" / "ParquetFiles"


def rows(folder: Path) -> dict[str, int]:
    return {file.name: parquet.read_metadata(file).num_rows for file in folder.glob("*.parquet")}


class ParquetFileTests(unittest.TestCase):
    def test_a_files_name_says_its_rows(self) -> None:
        files = rows(FOLDER)
        self.assertEqual(len(files), 5)
        self.assertEqual(files, {name: int(Path(name).stem.rpartition("-")[2]) for name in files})

    def test_the_script_writes_these_files(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run([sys.executable, FOLDER / "write.py", folder], check=True)
            self.assertEqual(rows(Path(folder)), rows(FOLDER))


if __name__ == "__main__":
    unittest.main()

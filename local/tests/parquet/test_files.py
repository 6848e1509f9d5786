"""Tests/ParquetFiles: pyarrow counts in each file the rows that its name says, and writes the same files again."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest

FOLDER = Path(__file__).parents[3] / "Tests" / "ParquetFiles"
FILES = sorted(FOLDER.glob("*.parquet"))


def test_there_are_files() -> None:
    assert len(FILES) == 5


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_the_name_says_the_rows(file: Path) -> None:
    assert pq.read_metadata(file).num_rows == int(file.stem.rpartition("-")[2])


def test_the_script_writes_these_files(tmp_path: Path) -> None:
    subprocess.run([sys.executable, FOLDER / "write.py", tmp_path], check=True)
    written = {file.name: pq.read_metadata(file).num_rows for file in tmp_path.glob("*.parquet")}
    assert written == {file.name: pq.read_metadata(file).num_rows for file in FILES}

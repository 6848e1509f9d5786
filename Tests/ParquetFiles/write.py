"""Writes the Parquet files beside it with pyarrow, for the tests that read footers. The number in a name is that of the rows.

usage: write.py FOLDER
"""

import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq


def main(folder: Path) -> None:
    few = pa.table({"id": pa.array(range(7), pa.int64()), "name": ["a", None, "c", "d", "é", "f", "g"]})
    pq.write_table(few, folder / "snappy-7.parquet")
    pq.write_table(few.slice(0, 0), folder / "empty-0.parquet")
    nested = pa.table({"id": range(1000), "tags": [[number, number + 1] for number in range(1000)]})
    pq.write_table(nested, folder / "zstd-nested-1000.parquet", compression="zstd", use_dictionary=False)
    pq.write_table(pa.table({"id": range(250)}), folder / "row-groups-250.parquet", row_group_size=10)
    # A footer that is longer than the 64 kB that are read first.
    wide = pa.table({f"{number:04d}{'_a_long_name' * 25}": range(12) for number in range(80)})
    pq.write_table(wide, folder / "wide-12.parquet", compression="none", use_dictionary=False, write_statistics=False)


if __name__ == "__main__":
    main(Path(sys.argv[1]))

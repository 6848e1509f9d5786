"""Glue job (PySpark): writes the orders table to Parquet files, and leaves `orders_manifest` in the run's properties.

A reader that finds the property finds complete files. `arguments.py` has the arguments; a run by hand is
`python -m orders_to_parquet --run_id try …`, in the folder jobs.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Sequence
from pathlib import Path

from curate.spark_settings import COMMON
from curate.workflow_run import workflow_run

from .arguments import arguments, command_line
from .job import export


def run(argv: Sequence[str]) -> None:
    from pyspark.sql import SparkSession

    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
    given = command_line(argv)
    workflow = workflow_run(given)
    settings = arguments(given, workflow.properties() if workflow else {})
    builder = SparkSession.builder.appName("orders-to-parquet")
    for key, value in COMMON.items():
        builder = builder.config(key, value)
    spark = builder.getOrCreate()
    try:
        for each in Path(__file__).parents:
            if each.suffix == ".zip":
                # As Glue gets the job: the workers read items with it, too.
                spark.sparkContext.addPyFile(str(each))
        result = export(spark, settings)
    finally:
        spark.stop()
    if workflow:
        workflow.put(
            {
                "orders_manifest": result.manifest,
                "orders_rows": str(result.rows),
                "orders_rejected": str(result.rejected),
            }
        )
    logging.info("%d rows, %d rejected, manifest %s", result.rows, result.rejected, result.manifest)


if __name__ == "__main__":
    run(sys.argv[1:])

"""What must hold of the pipeline database-to-redshift."""

from __future__ import annotations

import time

from .. import function_log
from ..terminal import say, step, table
from .scenario import COLUMNS, DATABASE, Pipeline


class PipelineChecks:
    """One run; each step says what it does and records what did not hold."""

    def __init__(self, pipeline: Pipeline) -> None:
        self.pipeline = pipeline
        self.failures: list[str] = []

    def run(self) -> bool:
        pipeline = self.pipeline
        step("making the source by sql/postgresql.sql, and deploying pipelines/database-to-redshift whole")
        say("(the source stands on PostgreSQL: no SQL Server runs here; DMS and Redshift are stand-ins)")
        pipeline.make_source()
        pipeline.deploy()
        step("DMS's full load; DMSCompletionHandler proves it, RedshiftLoader loads it, then the crawler starts")
        say(f"DMS says: {pipeline.migrate()}")
        if self.arrives(5):
            self.quarantined()
            step("the next full load takes the place of the one before")
            say(f"DMS says: {pipeline.migrate(again=True)}")
            self.arrives(7)
        say("")
        for failure in self.failures:
            say(f"failed: {failure}")
        return not self.failures

    def arrives(self, rows: int) -> bool:
        """The rows are equal on all three sides, and the crawler has been started."""
        pipeline = self.pipeline
        deadline = time.monotonic() + 240
        while not (len(pipeline.in_redshift()) == rows and pipeline.crawls()):
            if time.monotonic() > deadline:
                self.failures.append(
                    f"{len(pipeline.in_redshift())} of {rows} rows are in Redshift; crawled: {pipeline.crawls()}"
                )
                self.show_logs()
                return False
            pipeline.sweep()
        source, redshift, manifest = pipeline.in_source(), pipeline.in_redshift(), pipeline.manifest()
        (proved,) = manifest["tables"]
        say(f"{manifest['key']}: {proved['table']} {proved['verdict']}, rows {proved['rows']}")
        table(COLUMNS.split(", "), redshift)
        counts = {"source": len(source), "files": int(proved["rows"]["dms"]), "Redshift": len(redshift)}
        say(", ".join(f"{name}: {count} rows" for name, count in counts.items()))
        if set(counts.values()) != {rows}:
            self.failures.append(f"the counts are {counts}, expected {rows} on all sides")
        if source != redshift:
            self.failures.append(f"the source has {source}, Redshift has {redshift}")
        return not self.failures

    def quarantined(self) -> None:
        pipeline = self.pipeline
        step("a load that DMS calls complete, and the source has a row more: nothing is loaded")
        columns = "(empid, name, age, gender, location, date, src_dts)"
        row = "'Sixth Employee', 30, 'Male', 'Bern', '2026-04-01', '2026-04-01 12:00:00'"
        pipeline.source.sql(DATABASE, f"INSERT INTO dbo.raw_src {columns} VALUES (106, {row})")
        say(f"DMS says: {pipeline.migrate(again=True)}")
        pipeline.source.sql(DATABASE, f"INSERT INTO dbo.raw_src {columns} VALUES (107, {row})")
        before = pipeline.manifest()["count"]
        deadline = time.monotonic() + 60
        while pipeline.manifest()["count"] == before and time.monotonic() < deadline:
            pipeline.sweep()
        manifest = pipeline.manifest()
        say(f"{manifest['key']}: quarantined {manifest['quarantined']}")
        if manifest["quarantined"] != ["dbo.raw_src"]:
            self.failures.append(f"the manifest says {manifest['quarantined']} of a table with a row too few")
        pipeline.sweep()
        if len(pipeline.in_redshift()) != 5:
            self.failures.append(f"{len(pipeline.in_redshift())} rows are in Redshift, the five of before are expected")

    def show_logs(self) -> None:
        for stack, output in ((self.pipeline.handler, "LogGroupName"), (self.pipeline.loader, "LogGroup")):
            say(f"The log of {stack.outputs['FunctionName']}:")
            lines = [
                line for line in function_log.lines(self.pipeline.aws, stack.outputs[output]) if "_aws" not in line
            ]
            for line in lines[-15:]:
                say(f"  {line.rstrip()[:500]}")

"""Six loaders that know nothing of each other, as after a deployment that went wrong: six state tables, one warehouse.

Each is the packaged executable, run by itself with a state table of its own, and told to load the same files at the same time.
What keeps a file from being loaded twice is in the warehouse alone: the ledger and the fence.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
import threading
import time
import zipfile
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from localaws.ministack import ROOT
from localaws.redshift.service import WORKGROUP

from .scenario import PLANS, Scenario

LOADERS = 6
ARCHIVE = ROOT / "dist" / "RedshiftLoader.zip"


class SixLoaders:
    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.folder = Path(tempfile.mkdtemp(prefix="six-loaders-"))
        with zipfile.ZipFile(ARCHIVE) as archive:
            archive.extractall(self.folder)
        (self.folder / "bootstrap").chmod(0o755)
        self.tables = [self._table(number) for number in range(LOADERS)]
        self.problems: list[str] = []

    def run(self, files: Sequence[Mapping[str, object]], patience: float) -> Counter[str]:
        """The outcomes of all loads of all loaders."""
        threads = [
            threading.Thread(target=self._load, args=(table, files, patience), daemon=True) for table in self.tables
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return Counter(str(load.get("outcome")) for table in self.tables for load in self.scenario.loads(table))

    def close(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    def _table(self, number: int) -> str:
        """A state table like the template's."""
        database = self.scenario.aws.client("dynamodb")
        known = database.describe_table(TableName=self.scenario.stack.outputs["TableName"])["Table"]
        name = f"six-loaders-{number}"
        index = known["GlobalSecondaryIndexes"][0]
        database.create_table(
            TableName=name,
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=known["AttributeDefinitions"],
            KeySchema=known["KeySchema"],
            GlobalSecondaryIndexes=[{key: index[key] for key in ("IndexName", "KeySchema", "Projection")}],
        )
        return name

    def _load(self, table: str, files: Sequence[Mapping[str, object]], patience: float) -> None:
        deadline = time.monotonic() + patience
        self._invoke(table, {"load": {"files": list(files)}})
        while self.scenario.open(table) > 0:
            if time.monotonic() > deadline:
                self.problems.append(f"the loader of {table} is not done after {patience:.0f} s")
                return
            time.sleep(1)
            self.scenario.let_windows_come(table)
            self._invoke(table, {"sweep": True})

    def _invoke(self, table: str, event: Mapping[str, object]) -> None:
        scenario = self.scenario
        environment = {
            "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
            **scenario.aws.credentials(),
            **scenario.redshift.environment,
            "STATE_TABLE": table,
            "PLAN_S3_URI": f"s3://{PLANS}/retail.yaml",
            "REDSHIFT_WORKGROUP": WORKGROUP,
            "REDSHIFT_DATABASE": "dev",
            "LOAD_ROLE": scenario.stack.outputs["StorageRoleArn"],
            "MANIFEST_S3_URI": f"s3://{scenario.stack.outputs['ManifestBucket']}/redshift-loader/",
            # Their statements' events are nobody's: each asks for itself.
            "STATEMENT_PREFIX": table,
        }
        done = subprocess.run(
            [self.folder / "bootstrap", "--event", "-"],
            input=json.dumps(event),
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        if done.returncode != 0:
            self.problems.append(f"{table}: {done.stderr[-500:]}")

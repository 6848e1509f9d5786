#!/usr/bin/env python3
"""Writes the fields of the answers that DMSCompletionHandler judges, as botocore's service models have them.

usage: service_models.py [--check]

    --check    write nothing; fail when Tests/ServiceModels/evidence.json is not what botocore says
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import botocore.loaders

FILE = Path(__file__).parents[2] / "Tests" / "ServiceModels" / "evidence.json"
SHAPES = {
    "dms": ["ReplicationTask", "ReplicationTaskStats", "Replication", "ReplicationStats", "TableStatistics"],
    "datasync": [
        "DescribeTaskExecutionResponse",
        "TaskExecutionResultDetail",
        "TaskExecutionFilesFailedDetail",
        "TaskExecutionFoldersFailedDetail",
        "Options",
    ],
}


def main() -> int:
    loader = botocore.loaders.Loader()
    fields: dict[str, list[str]] = {}
    for service, shapes in SHAPES.items():
        model = loader.load_service_model(service, "service-2")
        for shape in shapes:
            fields[shape] = list(model["shapes"][shape]["members"])
    text = json.dumps(fields, indent=1) + "\n"
    if "--check" not in sys.argv[1:]:
        FILE.write_text(text)
        return 0
    if FILE.read_text() == text:
        return 0
    known = json.loads(FILE.read_text())
    for shape, names in fields.items():
        for name in sorted(set(names) ^ set(known.get(shape, []))):
            print(f"{shape}.{name}: not in both of botocore and {FILE.name}", file=sys.stderr)
    print("run scripts/lib/service_models.py, and say in EVIDENCE.md what the new fields mean", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())

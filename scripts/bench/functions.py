"""The environment each function starts with: what its README calls required, with names of no meaning.

S3Copier has what the template always gives it, so that every client it may need is there when its start is measured.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

STATE = {"STATE_TABLE": "example-state"}
QUEUE = "https://sqs.us-east-1.amazonaws.com/123456789012/example-copies"

MINIMAL: Mapping[str, Mapping[str, str]] = {
    "S3Copier": {
        **STATE,
        "TARGET_BUCKET": "example-target",
        "QUEUE_URL": QUEUE,
        "DEAD_LETTER_QUEUE_URL": f"{QUEUE}-dead-letters",
    },
    "RedshiftUnloader": STATE,
    "RedshiftLoader": {**STATE, "MANIFEST_S3_URI": "s3://example-manifests/redshift-loader/"},
    "KafkaS3Sink": {"PLAN": "example"},
    "KafkaTopics": {
        "PLAN": "example",
        "KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:9092",
        "KAFKA_AUTHENTICATION": "NONE",
        "KAFKA_TLS": "false",
    },
    "GlueWorkflowStarter": {"STATE_TABLE": "example-state"},
    "DMSCompletionHandler": {
        **STATE,
        "MANIFEST_BUCKET": "example-manifests",
        "MIGRATIONS": json.dumps(
            {
                "migrations": [
                    {
                        "name": "shop",
                        "task": "arn:aws:dms:us-east-1:123456789012:task:EXAMPLESHOP",
                        "source": {"kind": "unreachable", "engine": "sqlserver"},
                        "target": {"kind": "s3", "bucket": "example-raw", "prefix": "shop"},
                    }
                ]
            }
        ),
    },
}

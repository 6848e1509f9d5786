"""Parameters for each template. Together the cases of a template make every one of its resources."""

from __future__ import annotations

from deployments import COMMON, KEY, STREAM, TOPIC, WORKGROUP

_COPIER = {"SourceBucketName": "example-source", "TargetBucketName": "example-target"}
_UNLOADER = {"WarehouseArn": WORKGROUP, "Workgroup": "example-workgroup", "TargetS3Uri": "s3://example-lake/redshift/"}
_LOADER = {
    "WarehouseArn": WORKGROUP,
    "Workgroup": "example-workgroup",
    "SourceBucketName": "example-landing",
    "Plan": "s3://example-plans/retail.yaml",
}
_CLUSTER = "arn:aws:kafka:us-east-1:123456789012:cluster/example/0a1b2c3d-0000-4000-8000-000000000001-2"
_SINK = {
    "ClusterArn": _CLUSTER,
    "Topics": "cdc.dbo.orders",
    "Plan": "s3://example-plans/sink.yaml",
    "LandingBucketName": "example-landing",
}
_TOPICS = {
    "BootstrapServers": "b-1.example.com:9098,b-2.example.com:9098",
    "ClusterArn": _CLUSTER,
    "Plan": "s3://example-plans/topics.yaml",
    "SubnetIds": "subnet-11111111,subnet-22222222",
    "SecurityGroupIds": "sg-11111111",
}
_STARTER = {"WorkflowName": "demo-orders"}
_HANDLER = {"Plan": "s3://example-plans/migrations.yaml"}
_DATABASE = {
    "SourceSecretName": "example-source",
    "SubnetIds": "subnet-11111111,subnet-22222222",
    "RawBucketName": "example-raw",
    "PlansS3Uri": "s3://example-plans/",
}
_LAKE = {
    "SourceSecretName": "example-source",
    "SubnetIds": "subnet-11111111,subnet-22222222",
    "PlansS3Uri": "s3://example-plans/lake/",
    "ScriptsBucket": "example-scripts",
}
_ATHENA = {
    "CuratedBucketName": "example-curated",
    "LogsBucketName": "example-logs",
    "DatabaseName": "example_lake",
    "BytesLimit": "10737418240",
}
_ALARMS = {
    "RawBucketName": "example-raw",
    "CuratedBucketName": "example-curated",
    "BucketBytes": "1099511627776",
    "StateMachineArn": "arn:aws:states:us-east-1:123456789012:stateMachine:example",
    "QueueName": "example-files",
    "DeadLetterQueueName": "example-dead-letters",
    "WorkgroupName": "example-lake",
}
CASES: dict[str, list[dict[str, str]]] = {
    "functions/S3Copier/template.yaml": [
        _COPIER,
        {
            **_COPIER,
            **COMMON,
            "CreateBuckets": "both",
            "Follow": "tags,deletes,restores",
            "Plan": "s3://example-plans/copies.yaml",
            "KmsKeyArns": KEY,
            "CrawlerName": "example-crawler",
            "EventBusName": "example-bus",
            "BackfillBucketName": "example-backfills",
        },
        {
            **_COPIER,
            "SourceTopicArn": "arn:aws:sns:eu-west-1:123456789012:example-source",
            "UndeliveredQueueArn": "arn:aws:sqs:eu-west-1:123456789012:example-undelivered",
            "StateTableName": "example-state",
        },
    ],
    "functions/S3Copier/source-region.yaml": [
        {"SourceBucketName": "example-source"},
        {
            "SourceBucketName": "example-source",
            "CreateSourceBucket": "true",
            "Follow": "tags,deletes,restores",
            "TargetAccountId": "210987654321",
            "AlarmTopicArn": TOPIC,
            "EncryptionKeyArn": KEY,
        },
    ],
    "functions/S3Copier/undelivered-queue.yaml": [
        {"SourceTopicArn": "arn:aws:sns:eu-west-1:210987654321:example-source", "EncryptionKeyArn": KEY}
    ],
    "functions/RedshiftUnloader/template.yaml": [
        _UNLOADER,
        {
            **_UNLOADER,
            **COMMON,
            "Schedule": "rate(1 day)",
            "Plan": "unload",
            "PlanS3Uri": "s3://example-plans/",
            "KmsKeyArns": KEY,
        },
        {
            "WarehouseArn": "arn:aws:redshift:us-east-1:123456789012:cluster:example-cluster",
            "TargetS3Uri": "s3://example-lake/redshift/",
            "Login": "example",
            "StateTableName": "example-state",
            "StorageRoleArn": "arn:aws:iam::123456789012:role/example-redshift",
        },
    ],
    "functions/RedshiftLoader/template.yaml": [
        _LOADER,
        {
            **_LOADER,
            **COMMON,
            "SourcePrefix": "dms/",
            "KmsKeyArns": KEY,
            "SilenceAlarmHours": "26",
            "EventBusName": "example-bus",
            "Login": "arn:aws:secretsmanager:us-east-1:123456789012:secret:example-redshift-AbCdEf",
        },
        {
            "WarehouseArn": "arn:aws:redshift:us-east-1:123456789012:cluster:example-cluster",
            "SourceBucketName": "example-landing",
            "Plan": "retail",
            "Login": "example",
            "ManifestBucketName": "example-manifests",
            "StateTableName": "example-state",
            "StorageRoleArn": "arn:aws:iam::123456789012:role/example-redshift",
        },
    ],
    "functions/KafkaTopics/template.yaml": [
        _TOPICS,
        {**_TOPICS, **COMMON, "AllowDelete": "true", "DriftSchedule": "rate(1 hour)", "KmsKeyArns": KEY},
        {
            "BootstrapServers": "b-1.example.com:9096",
            "Plan": "example",
            "Authentication": "SASL_SCRAM_512_AUTH",
            "SecretArn": "arn:aws:secretsmanager:us-east-1:123456789012:secret:AmazonMSK_example-AbCdEf",
        },
    ],
    "functions/KafkaS3Sink/template.yaml": [
        _SINK,
        {
            **_SINK,
            **COMMON,
            "Topics": "cdc.dbo.orders,cdc.dbo.customers,web.clicks,dms.orders,raw.bytes",
            "Authentication": "SASL_SCRAM_512_AUTH",
            "SecretArn": "arn:aws:secretsmanager:us-east-1:123456789012:secret:AmazonMSK_example-AbCdEf",
            "LagAlarmRecords": "100000",
            "KmsKeyArns": KEY,
        },
        {
            "BootstrapServers": "b-1.example.com:9096,b-2.example.com:9096",
            "Topics": "cdc.dbo.orders",
            "Plan": "example",
            "LandingBucketName": "example-landing",
            "Authentication": "BASIC_AUTH",
            "SecretArn": "arn:aws:secretsmanager:us-east-1:123456789012:secret:example-kafka-AbCdEf",
            "SubnetIds": "subnet-11111111,subnet-22222222",
            "SecurityGroupId": "sg-11111111",
        },
    ],
    "functions/GlueWorkflowStarter/template.yaml": [
        _STARTER,
        {
            **_STARTER,
            **COMMON,
            "SourceTableName": "Orders",
            "SourceWrites": "PutItem,BatchWriteItem",
            "EventBusName": "bus",
        },
        {**_STARTER, "SourceStreamArn": STREAM, "StateTableName": "example-state"},
    ],
    "functions/DMSCompletionHandler/template.yaml": [
        _HANDLER,
        {
            **_HANDLER,
            **COMMON,
            "TaskArns": "arn:aws:dms:us-east-1:123456789012:task:EXAMPLE",
            "SilenceAlarmHours": "26",
            "EventTopicArn": "arn:aws:sns:us-east-1:123456789012:example-dms",
            "RawBucketName": "example-raw",
            "SecretArns": "arn:aws:secretsmanager:us-east-1:123456789012:secret:example-source-AbCdEf",
            "KmsKeyArns": KEY,
            "DatabaseRootsS3Uri": "s3://example-plans/global-bundle.pem",
            "NextArns": "arn:aws:glue:us-east-1:123456789012:crawler/example",
            "RedshiftArn": WORKGROUP,
            "SubnetIds": "subnet-11111111,subnet-22222222",
            "SecurityGroupIds": "sg-11111111",
        },
        {"Plan": "example", "ManifestBucketName": "example-manifests", "StateTableName": "example-state"},
    ],
    "pipelines/s3-migration/template.yaml": [
        {**_COPIER, **COMMON, "CreateBuckets": "both", "KmsKeyArns": KEY},
        {**_COPIER, "CreateBuckets": "target", "ReadAsCsv": "false"},
    ],
    "pipelines/orders/template.yaml": [
        {"ScriptsBucket": "example-scripts", "Source": "Stream"},
        {"ScriptsBucket": "example-scripts", "Source": "Stream", "ExistingTableArn": STREAM},
        {
            **COMMON,
            "ScriptsBucket": "example-scripts",
            "CreateTrail": "true",
            "Workgroup": "example-workgroup",
            "WorkgroupArn": WORKGROUP,
            "CopyRoleArn": "arn:aws:iam::123456789012:role/example-copy",
            "UnloadSchedule": "rate(1 day)",
            "PlansS3Uri": "s3://example-plans/",
            "LoadFiles": "true",
        },
    ],
    "pipelines/database-to-redshift/template.yaml": [
        _DATABASE,
        {
            **_DATABASE,
            **COMMON,
            "SourceEngine": "sqlserver",
            "Replication": "dms.t3.medium",
            "MigrationType": "full-load-and-cdc",
            "SecurityGroupIds": "sg-11111111",
            "CertificateArn": "arn:aws:dms:us-east-1:123456789012:cert:EXAMPLE",
            "WarehouseArn": WORKGROUP,
            "Workgroup": "example-workgroup",
        },
    ],
    "pipelines/lake/template.yaml": [
        _LAKE,
        {
            **_LAKE,
            **COMMON,
            "Replication": "dms.t3.medium",
            "SecurityGroupIds": "sg-11111111",
            "CertificateArn": "arn:aws:dms:us-east-1:123456789012:cert:EXAMPLE",
            "CsvLocationArn": "arn:aws:datasync:us-east-1:123456789012:location/loc-0123456789abcdef0",
        },
    ],
    "pipelines/lake/athena.yaml": [_ATHENA, {**_ATHENA, "EncryptionKeyArn": KEY}],
    "pipelines/lake/alarms.yaml": [_ALARMS, {**_ALARMS, "TaskId": "EXAMPLE", "AlarmTopicArn": TOPIC}],
    "template.yaml": [
        {
            "Functions": "S3Copier,RedshiftUnloader,RedshiftLoader,KafkaS3Sink,GlueWorkflowStarter,DMSCompletionHandler",
            "PlansS3Uri": "s3://example-plans/",
            "S3CopierSourceBucketName": "example-source",
            "S3CopierTargetBucketName": "example-target",
            "RedshiftArn": WORKGROUP,
            "RedshiftWorkgroup": "example-workgroup",
            "RedshiftUnloaderTargetS3Uri": "s3://example-lake/redshift/",
            "RedshiftUnloaderSchedule": "rate(1 day)",
            "LandingBucketName": "example-landing",
            "KafkaClusterArn": _CLUSTER,
            "KafkaS3SinkTopics": "cdc.dbo.orders",
            "GlueWorkflowStarterWorkflowName": "example",
            "Alarms": "somebody@example.com",
            "EncryptionKeyArn": KEY,
            "PermissionsBoundaryArn": COMMON["PermissionsBoundaryArn"],
        },
        {
            "Functions": "S3Copier",
            "S3CopierSourceBucketName": "example-source",
            "S3CopierTargetBucketName": "example-target",
        },
    ],
}

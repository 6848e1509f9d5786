"""The settings of an event source mapping, by the names that the API and CloudFormation give them."""

from __future__ import annotations

from collections.abc import Mapping as Dictionary
from dataclasses import dataclass
from typing import Any


class MappingRefused(Exception):
    """A setting that this event source cannot honour, or that Lambda refuses."""


# Settings that say how Lambda reaches the brokers, or how fast it scales: they change no batch.
_WITHOUT_EFFECT = {
    "AmazonManagedKafkaEventSourceConfig",
    "SelfManagedKafkaEventSourceConfig",
    "SourceAccessConfigurations",
    "SelfManagedEventSource",
    "MetricsConfig",
    "LoggingConfig",
    "KmsKeyArn",
    "Tags",
}
_READ = {
    "BatchSize",
    "BisectBatchOnFunctionError",
    "DestinationConfig",
    "Enabled",
    "EventSourceArn",
    "FunctionName",
    "FunctionResponseTypes",
    "MaximumBatchingWindowInSeconds",
    "MaximumRecordAgeInSeconds",
    "MaximumRetryAttempts",
    "ProvisionedPollerConfig",
    "StartingPosition",
    "Topics",
}
# Honoured by Lambda in provisioned mode only.
_PROVISIONED = (
    "BisectBatchOnFunctionError",
    "FunctionResponseTypes",
    "MaximumRecordAgeInSeconds",
    "MaximumRetryAttempts",
)


@dataclass(frozen=True)
class EventSourceMapping:
    topic: str
    batch_size: int = 100
    window: float = 0.5
    reports_failures: bool = False
    bisects: bool = False
    # Behind the first attempt; -1: for ever.
    max_retries: int = -1
    # Seconds; -1: whatever their age.
    max_age: int = -1
    destination: str | None = None
    arn: str | None = None
    uuid: str = "00000000-0000-4000-8000-000000000000"

    @property
    def retries(self) -> int | None:
        """None for retries without an end. With a destination Lambda ends them after ten."""
        if self.max_retries >= 0:
            return self.max_retries
        return 10 if self.destination else None

    @classmethod
    def of(cls, properties: Dictionary[str, Any]) -> EventSourceMapping:
        """Reads the properties of an `AWS::Lambda::EventSourceMapping`.

        Raises `MappingRefused` for what Lambda refuses, and for what is not built here.
        """
        strangers = properties.keys() - _READ - _WITHOUT_EFFECT
        if strangers:
            raise MappingRefused(f"{', '.join(sorted(strangers))}: not built in the local event source")
        topics = properties.get("Topics", [])
        if len(topics) != 1:
            raise MappingRefused("Topics must have exactly one topic")
        if properties.get("StartingPosition") != "TRIM_HORIZON":
            raise MappingRefused(
                "StartingPosition must be TRIM_HORIZON: the local broker's latest offset is not reliable"
            )
        if "ProvisionedPollerConfig" not in properties:
            for name in _PROVISIONED:
                if name in properties:
                    raise MappingRefused(f"{name} needs ProvisionedPollerConfig")
        types = properties.get("FunctionResponseTypes", [])
        if not set(types) <= {"ReportBatchItemFailures"}:
            raise MappingRefused("FunctionResponseTypes knows only ReportBatchItemFailures")
        return cls(
            topic=str(topics[0]),
            batch_size=_whole(properties, "BatchSize", 100, 1, 10_000),
            window=_whole(properties, "MaximumBatchingWindowInSeconds", 0, 0, 300)
            if "MaximumBatchingWindowInSeconds" in properties
            else 0.5,
            reports_failures=bool(types),
            bisects=str(properties.get("BisectBatchOnFunctionError", False)).lower() == "true",
            max_retries=_whole(properties, "MaximumRetryAttempts", -1, -1, 10_000),
            max_age=_age(properties),
            destination=properties.get("DestinationConfig", {}).get("OnFailure", {}).get("Destination"),
            arn=properties.get("EventSourceArn"),
        )


def _whole(properties: Dictionary[str, Any], name: str, default: int, least: int, most: int) -> int:
    try:
        value = int(properties.get(name, default))
    except ValueError as error:
        raise MappingRefused(f"{name} must be a whole number") from error
    if not least <= value <= most:
        raise MappingRefused(f"{name} must be {least} to {most}, not {value}")
    return value


def _age(properties: Dictionary[str, Any]) -> int:
    age = _whole(properties, "MaximumRecordAgeInSeconds", -1, -1, 604_800)
    if age != -1 and age < 60:
        raise MappingRefused("MaximumRecordAgeInSeconds must be -1, or 60 to 604800")
    return age

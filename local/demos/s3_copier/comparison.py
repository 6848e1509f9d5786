"""Is the copy the object? Bytes, user metadata, system headers and tags, read back from both buckets."""

from __future__ import annotations

from typing import Any

from botocore.exceptions import ClientError

from .demo_objects import DemoObject

# What a copy in parts keeps of its source: the copy has another ETag, and is known again by this.
RECORD = "s3copier-source"
HEADERS = ("ContentType", "CacheControl", "ContentDisposition", "ContentEncoding", "ContentLanguage", "Expires")


def differences(s3: Any, source: str, target: str, uploaded: DemoObject) -> list[str]:
    """What differs between what was uploaded, the source object and its copy; empty when nothing does.

    Three ways, so that a source that the emulator spoilt is not taken for an equal pair.
    """
    try:
        original, copy = _read(s3, source, uploaded.key), _read(s3, target, uploaded.key)
    except ClientError as error:
        return [str(error)]
    expected = {"bytes": uploaded.body, "metadata": dict(uploaded.metadata), "tags": dict(uploaded.tags)}
    # A header that was not given has the value S3 gave it.
    expected |= {header: uploaded.headers.get(header, original[header]) for header in HEADERS}
    return [
        f"{aspect}: {_short(wanted)} uploaded, {_short(original[aspect])} in the source, {_short(copy[aspect])} copied"
        for aspect, wanted in expected.items()
        if not wanted == original[aspect] == copy[aspect]
    ]


def keys_of(s3: Any, bucket: str) -> set[str]:
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket)
    return {entry["Key"] for page in pages for entry in page.get("Contents", [])}


def _read(s3: Any, bucket: str, key: str) -> dict[str, Any]:
    answer = s3.get_object(Bucket=bucket, Key=key)
    tags = s3.get_object_tagging(Bucket=bucket, Key=key)["TagSet"]
    return {
        "bytes": answer["Body"].read(),
        "metadata": {name: value for name, value in answer["Metadata"].items() if name != RECORD},
        "tags": {tag["Key"]: tag["Value"] for tag in tags},
        **{header: answer.get(header) for header in HEADERS},
    }


def _short(value: Any) -> str:
    return f"{len(value)} bytes" if isinstance(value, bytes) else repr(value)

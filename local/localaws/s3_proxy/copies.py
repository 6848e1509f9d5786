"""CopyObject as S3 does it, where MiniStack does not.

MiniStack ignores `If-None-Match` and `If-Match` on a copy, which S3 judges against the object that the copy would replace.
And it gives the copy of a multipart object the source's ETag and checksum: S3 writes the copy as one whole object, so that
it has an ETag of its own and a checksum of the whole object.
https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html
https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html

Such a copy is made here, by reading and writing with the local AWS's own credentials: so that the function's role may make
it is checked only for ordinary sources.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

from botocore.exceptions import ClientError

from .calls import Answer, Call, error_body

SYSTEM_HEADERS = ("ContentType", "CacheControl", "ContentDisposition", "ContentEncoding", "ContentLanguage")
ALGORITHMS = ("CRC64NVME", "CRC32", "CRC32C", "SHA1", "SHA256")
_XML = [("Content-Type", "application/xml")]
_FAILED = Answer(
    412,
    _XML,
    error_body("PreconditionFailed", "At least one of the pre-conditions you specified did not hold"),
)


@dataclass(frozen=True)
class Source:
    bucket: str
    key: str
    version: str | None

    @property
    def arguments(self) -> dict[str, str]:
        return {"Bucket": self.bucket, "Key": self.key, **({"VersionId": self.version} if self.version else {})}


@dataclass
class Copies:
    # The local AWS's own.
    s3: Any
    # Copies whose condition did not hold: the target's path.
    refused: list[str] = field(default_factory=list)
    # Copies of multipart objects that were made here: the target's path.
    rewritten: list[str] = field(default_factory=list)
    _locks: defaultdict[str, threading.Lock] = field(default_factory=lambda: defaultdict(threading.Lock))

    def answer(self, call: Call, pass_on: Callable[[], Answer]) -> Answer:
        """What S3 answers. `pass_on` has MiniStack do it."""
        source = source_of(call)
        if source is None:
            return pass_on()
        path = unquote(urlsplit(call.path).path)
        # One after another for each key: a condition and the write it allows are one step.
        with self._locks[path]:
            bucket, _, key = path.lstrip("/").partition("/")
            if refusal := self._refusal(call, bucket, key):
                self.refused.append(path)
                return refusal
            if self._is_multipart(source, call):
                self.rewritten.append(path)
                return self._written(call, source, bucket, key)
            return pass_on()

    def _refusal(self, call: Call, bucket: str, key: str) -> Answer | None:
        none, some = call.header("if-none-match"), call.header("if-match")
        if none is None and some is None:
            return None
        if none not in (None, "*"):
            message = "A header you provided implies functionality that is not implemented"
            return Answer(501, _XML, error_body("NotImplemented", message))
        try:
            current: str | None = self.s3.head_object(Bucket=bucket, Key=key)["ETag"].strip('"')
        except ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] != 404:
                # Not there to be compared: MiniStack says what is wrong with the bucket.
                return None
            current = None
        if none is not None and current is not None:
            return _FAILED
        if some is not None and current is None:
            return Answer(404, _XML, error_body("NoSuchKey", "The specified key does not exist."))
        return _FAILED if some is not None and some != "*" and some.strip('"') != current else None

    def _is_multipart(self, source: Source, call: Call) -> bool:
        """Whether the source was uploaded in parts, and may be copied as it is asked for."""
        try:
            head = self.s3.head_object(**source.arguments)
        except ClientError:
            return False
        wanted = call.header("x-amz-copy-source-if-match")
        return "-" in head["ETag"] and (wanted is None or wanted.strip('"') == head["ETag"].strip('"'))

    def _written(self, call: Call, source: Source, bucket: str, key: str) -> Answer:
        found = self.s3.get_object(**source.arguments, ChecksumMode="ENABLED")
        body = found["Body"].read()
        kept: dict[str, Any] = {name: found[name] for name in SYSTEM_HEADERS if name in found}
        kept["Metadata"] = found["Metadata"]
        if call.header("x-amz-metadata-directive") == "REPLACE":
            kept = _given(call)
        if call.header("x-amz-tagging-directive") == "REPLACE":
            kept["Tagging"] = call.header("x-amz-tagging") or ""
        else:
            tags = self.s3.get_object_tagging(**source.arguments)["TagSet"]
            kept["Tagging"] = urlencode({tag["Key"]: tag["Value"] for tag in tags})
        # The same algorithm, now over the whole object; S3's default where the source had none.
        algorithm = next((name for name in ALGORITHMS if f"Checksum{name}" in found), "CRC32")
        made = self.s3.put_object(Bucket=bucket, Key=key, Body=body, ChecksumAlgorithm=algorithm, **kept)
        modified = self.s3.head_object(Bucket=bucket, Key=key)["LastModified"].strftime("%Y-%m-%dT%H:%M:%S.000Z")
        checksum = made.get(f"Checksum{algorithm}", "")
        etag = made["ETag"].replace('"', "&quot;")
        content = (
            '<?xml version="1.0" encoding="UTF-8"?>\n<CopyObjectResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">'
            f"<LastModified>{modified}</LastModified><ETag>{etag}</ETag>"
            f"<Checksum{algorithm}>{checksum}</Checksum{algorithm}><ChecksumType>FULL_OBJECT</ChecksumType>"
            "</CopyObjectResult>"
        )
        headers = [*_XML]
        if source.version or found.get("VersionId"):
            headers.append(("x-amz-copy-source-version-id", str(source.version or found["VersionId"])))
        if made.get("VersionId"):
            headers.append(("x-amz-version-id", made["VersionId"]))
        return Answer(200, headers, content.encode())


def source_of(call: Call) -> Source | None:
    """What a CopyObject copies; None for every other request, UploadPartCopy included."""
    named = call.header("x-amz-copy-source")
    if call.method != "PUT" or named is None or "partNumber" in parse_qs(urlsplit(call.path).query):
        return None
    path, _, query = named.lstrip("/").partition("?")
    bucket, _, key = unquote(path).partition("/")
    return Source(bucket, key, parse_qs(query).get("versionId", [None])[0])


def _given(call: Call) -> dict[str, Any]:
    """Metadata and system headers as a copy with REPLACE gives them."""
    names = {
        "content-type": "ContentType",
        "cache-control": "CacheControl",
        "content-disposition": "ContentDisposition",
        "content-encoding": "ContentEncoding",
        "content-language": "ContentLanguage",
    }
    given: dict[str, Any] = {"Metadata": {}}
    for header, value in call.headers.items():
        lower = header.lower()
        if lower in names:
            given[names[lower]] = value
        elif lower.startswith("x-amz-meta-"):
            given["Metadata"][lower.removeprefix("x-amz-meta-")] = value
    return given

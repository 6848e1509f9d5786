"""Checksums of whole objects that are copied in parts: S3 verifies them on CompleteMultipartUpload, MiniStack knows only
those made of the parts' checksums.

So the proxy takes the request for them off, signs what is left with the local AWS's own credentials, and does S3's part
itself: it reads the assembled object, computes its checksum, and refuses an assembly that has another. CRC32 only,
which is what boto3 uploads with; what it cannot compute it refuses. (That the function's role may make the two requests
is not checked then; it needs s3:PutObject for them, as for every part.)
https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html
"""

from __future__ import annotations

import base64
import zlib
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from ..ministack import ACCOUNT, SECRET
from .calls import Answer, Call, error_body

ALGORITHM, TYPE, VALUE = "x-amz-checksum-algorithm", "x-amz-checksum-type", "x-amz-checksum-crc32"
FULL_OBJECT = "FULL_OBJECT"
# The checksum's headers, and those of the signature.
REPLACED = {ALGORITHM, TYPE, VALUE, "authorization", "x-amz-date", "x-amz-security-token", "x-amz-content-sha256"}


@dataclass
class FullObjectChecksums:
    # The local AWS's, to look at what was assembled.
    s3: Any
    # Keys whose assembly was verified.
    verified: list[str] = field(default_factory=list)

    def refusal(self, call: Call) -> Answer | None:
        """The answer to a request for what cannot be computed here."""
        algorithm = call.header(ALGORITHM)
        if call.header(TYPE) == FULL_OBJECT and algorithm not in (None, "CRC32"):
            return Answer(501, [("Content-Type", "application/xml")], error_body("NotImplemented", f"{algorithm} here"))
        return None

    def taken_off(self, call: Call, headers: dict[str, str], body: bytes) -> dict[str, str]:
        """The headers as MiniStack may see them."""
        if call.header(TYPE) != FULL_OBJECT:
            return headers
        kept = {name: value for name, value in headers.items() if name.lower() not in REPLACED}
        request = AWSRequest(call.method, f"http://{call.header('host')}{call.path}", headers=kept, data=body)
        S3SigV4Auth(Credentials(ACCOUNT, SECRET), "s3", self.s3.meta.region_name).add_auth(request)
        return dict(request.headers.items())

    def answer(self, call: Call, answer: Answer) -> Answer:
        """What S3 would answer, going by what MiniStack did."""
        if call.header(TYPE) != FULL_OBJECT or call.method != "POST" or answer.status != 200:
            return answer
        split = urlsplit(call.path)
        if "uploads" in parse_qs(split.query, keep_blank_values=True):
            return Answer(200, [*answer.headers, (ALGORITHM, "CRC32"), (TYPE, FULL_OBJECT)], answer.body)
        bucket, _, key = unquote(split.path).lstrip("/").partition("/")
        made = self.s3.get_object(Bucket=bucket, Key=key)
        checksum = base64.b64encode(zlib.crc32(made["Body"].read()).to_bytes(4, "big")).decode()
        if checksum != call.header(VALUE):
            self.s3.delete_object(Bucket=bucket, Key=key, VersionId=made.get("VersionId", "null"))
            message = "The CRC32 you specified did not match the calculated checksum."
            return Answer(400, [("Content-Type", "application/xml")], error_body("BadDigest", message))
        self.verified.append(key)
        return answer

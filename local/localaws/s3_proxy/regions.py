"""The regions of buckets: a request that is signed for another region than its bucket's is refused as S3 refuses it.

All regions meet at one address here, because `AWS_ENDPOINT_URL_S3` names a single endpoint: so the region of the signature's
credential scope tells where a client believes the bucket is. CopyObject and UploadPartCopy name the source in a header and
are judged by the target's region alone, as on S3, which reads the source itself.

MiniStack knows one of S3's answers, the 301. A client meets others, by the endpoint it came to and the bucket's age:
https://docs.aws.amazon.com/AmazonS3/latest/userguide/Redirects.html
https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html (AuthorizationHeaderMalformed, PermanentRedirect,
TemporaryRedirect, IllegalLocationConstraintException)
"""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass, field
from enum import Enum
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from .calls import Answer, Call

_SCOPE = re.compile(r"Credential=[^/]+/\d{8}/([a-z0-9-]+)/s3/aws4_request")
REGION_HEADER = "x-amz-bucket-region"


class Form(Enum):
    """How S3 says that the region is wrong."""

    # 301 with <Endpoint> and the header: another region's endpoint was called. A HEAD has the header alone.
    PERMANENT_REDIRECT = "PermanentRedirect"
    # 307 with Location: the bucket is young, and the names of its region are not everywhere yet.
    TEMPORARY_REDIRECT = "TemporaryRedirect"
    # 400 with <Region> and no header: the bucket's own endpoint was called, with another region's signature.
    MALFORMED_AUTHORIZATION = "AuthorizationHeaderMalformed"
    # 400 with neither: the region is one that an account opts into. HEAD of the bucket tells it.
    OPT_IN = "IllegalLocationConstraintException"


@dataclass
class BucketRegions:
    """Refuses requests that were signed for a wrong region, in one of S3's forms."""

    # The local AWS's own, to ask where a bucket is.
    s3: Any
    form: Form = Form.PERMANENT_REDIRECT
    # What was refused: (method, bucket, the region it was signed for).
    refused: list[tuple[str, str, str]] = field(default_factory=list)
    _known: dict[str, str] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def refusal(self, call: Call) -> Answer | None:
        """S3's refusal, or None when the request may go on."""
        bucket = unquote(urlsplit(call.path).path).lstrip("/").partition("/")[0]
        signed = signed_region(call)
        if not bucket or signed is None or _is_asked_anywhere(call):
            return None
        home = self._home(bucket)
        if home is None or home == signed:
            return None
        with self._lock:
            self.refused.append((call.method, bucket, signed))
        return answer_of(self.form, call, bucket, signed, home)

    def _home(self, bucket: str) -> str | None:
        """Where a bucket is; None when there is none."""
        with self._lock:
            if bucket in self._known:
                return self._known[bucket]
        try:
            location = self.s3.get_bucket_location(Bucket=bucket)["LocationConstraint"] or "us-east-1"
        except self.s3.exceptions.ClientError:
            return None
        with self._lock:
            self._known[bucket] = location
        return str(location)


def signed_region(call: Call) -> str | None:
    """The region of a request's credential scope, in its header or, where it is presigned, in its query."""
    if match := _SCOPE.search(call.header("authorization") or ""):
        return match[1]
    credential = parse_qs(urlsplit(call.path).query).get("X-Amz-Credential", [""])[0].split("/")
    return credential[2] if len(credential) == 5 else None


def answer_of(form: Form, call: Call, bucket: str, signed: str, home: str) -> Answer:
    """S3's answer, in the given form, to a request signed for `signed` about a bucket that is in `home`."""
    endpoint = f"{bucket}.s3.{home}.amazonaws.com"
    xml = [("Content-Type", "application/xml")]
    told = [*xml, (REGION_HEADER, home)]
    if call.method == "HEAD":
        # No body can tell. The bucket's HEAD has the header in every form.
        is_of_bucket = "/" not in unquote(urlsplit(call.path).path).strip("/")
        match form:
            case Form.PERMANENT_REDIRECT:
                return Answer(301, told, b"")
            case Form.TEMPORARY_REDIRECT:
                return Answer(307, [*told, ("Location", f"https://{endpoint}/")], b"")
            case _:
                return Answer(400, told if is_of_bucket or form is Form.MALFORMED_AUTHORIZATION else xml, b"")
    match form:
        case Form.PERMANENT_REDIRECT:
            message = (
                "The bucket you are attempting to access must be addressed using the specified endpoint. "
                "Please send all future requests to this endpoint."
            )
            return Answer(301, told, _body(form, message, Endpoint=endpoint, Bucket=bucket))
        case Form.TEMPORARY_REDIRECT:
            message = "Please re-send this request to the specified temporary endpoint. Continue to use the original request endpoint for future requests."  # noqa: E501 - S3's words
            location = ("Location", f"https://{endpoint}{call.path.removeprefix(f'/{bucket}')}")
            return Answer(307, [*told, location], _body(form, message, Endpoint=endpoint, Bucket=bucket))
        case Form.MALFORMED_AUTHORIZATION:
            message = f"The authorization header is malformed; the region '{signed}' is wrong; expecting '{home}'"
            return Answer(400, xml, _body(form, message, Region=home))
        case Form.OPT_IN:
            constraint = f"The {home} location constraint is incompatible for the region specific endpoint"
            message = f"{constraint} this request was sent to."
            return Answer(400, xml, _body(form, message))


def _is_asked_anywhere(call: Call) -> bool:
    """Whether S3 answers this from every region: GetBucketLocation, and CreateBucket, which has rules of its own."""
    split = urlsplit(call.path)
    is_of_bucket = "/" not in unquote(split.path).strip("/")
    query = parse_qs(split.query, keep_blank_values=True)
    return is_of_bucket and ((call.method == "GET" and "location" in query) or (call.method == "PUT" and not query))


def _body(form: Form, message: str, **elements: str) -> bytes:
    more = "".join(f"<{name}>{value}</{name}>" for name, value in elements.items())
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>{form.value}</Code><Message>{message}</Message>{more}'
        "<RequestId>LOCAL0PROXY0REQUEST</RequestId><HostId>local</HostId></Error>"
    ).encode()

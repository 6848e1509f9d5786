"""How many tags an object has: S3 says it in the headers of HEAD and of GET, MiniStack in those of GET only.

https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html (x-amz-tagging-count)
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from .calls import Answer, Call


@dataclass(frozen=True)
class TagCounts:
    # The local AWS's.
    s3: Any

    def answer(self, call: Call, answer: Answer) -> Answer:
        """A HEAD's answer with what S3 would say of the tags; any other as it is."""
        if call.method != "HEAD" or answer.status != 200:
            return answer
        split = urlsplit(call.path)
        bucket, _, key = unquote(split.path).lstrip("/").partition("/")
        if not key:
            return answer
        version = parse_qs(split.query).get("versionId")
        which = {"Bucket": bucket, "Key": key, **({"VersionId": version[0]} if version else {})}
        tags = self.s3.get_object_tagging(**which)["TagSet"]
        count = [("x-amz-tagging-count", str(len(tags)))] if tags else []
        return Answer(answer.status, [*answer.headers, *count], answer.body)

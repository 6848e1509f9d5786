"""Copies as S3 makes them: conditions on the target are judged, and a multipart source's copy is a whole object."""

from __future__ import annotations

import unittest
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from bench import HERE, SOURCE, TARGET, THERE, ProxyCase
from botocore.exceptions import ClientError


class CopyTests(ProxyCase):
    def setUp(self) -> None:
        super().setUp()
        self.there: Any = self.client(THERE)
        self.here: Any = self.client(HERE)
        self.there.put_object(Bucket=SOURCE, Key="a.txt", Body=b"whole", ContentType="text/plain")

    def copy(self, key: str, source: str = "a.txt", **conditions: str) -> Any:
        return self.here.copy_object(Bucket=TARGET, Key=key, CopySource={"Bucket": SOURCE, "Key": source}, **conditions)

    def code(self, key: str, **conditions: str) -> str:
        with self.assertRaises(ClientError) as caught:
            self.copy(key, **conditions)
        return str(caught.exception.response["Error"]["Code"])

    def parts(self, key: str, **more: Any) -> str:
        """Uploads an object in one part, as boto3 does: with a composite checksum. Returns its ETag."""
        which = {"Bucket": SOURCE, "Key": key}
        upload = self.there.create_multipart_upload(**which, ChecksumAlgorithm="CRC32", **more)["UploadId"]
        part = self.there.upload_part(
            **which, UploadId=upload, PartNumber=1, Body=b"in parts", ChecksumAlgorithm="CRC32"
        )
        made = {"PartNumber": 1, "ETag": part["ETag"], "ChecksumCRC32": part["ChecksumCRC32"]}
        done = self.there.complete_multipart_upload(**which, UploadId=upload, MultipartUpload={"Parts": [made]})
        return str(done["ETag"])

    def test_if_none_match_lets_one_copy_pass(self) -> None:
        self.copy("once.txt", IfNoneMatch="*")
        self.assertEqual(self.code("once.txt", IfNoneMatch="*"), "PreconditionFailed")
        self.assertEqual(self.copies.refused, [f"/{TARGET}/once.txt"])

    def test_if_match_compares_the_target(self) -> None:
        self.assertEqual(self.code("matched.txt", IfMatch='"0"'), "NoSuchKey")
        etag = self.copy("matched.txt")["CopyObjectResult"]["ETag"]
        self.assertEqual(self.code("matched.txt", IfMatch='"0"'), "PreconditionFailed")
        self.copy("matched.txt", IfMatch=etag)

    def test_of_twenty_conditional_copies_at_once_one_wins(self) -> None:
        def attempt(_: int) -> bool:
            try:
                self.copy("raced.txt", IfNoneMatch="*")
            except ClientError:
                return False
            return True

        with ThreadPoolExecutor(max_workers=20) as pool:
            self.assertEqual(sum(pool.map(attempt, range(20))), 1)

    def test_another_condition_than_a_star_is_not_implemented_as_on_s3(self) -> None:
        self.assertEqual(self.code("star.txt", IfNoneMatch='"abc"'), "NotImplemented")

    def test_the_copy_of_a_multipart_source_has_an_etag_and_a_checksum_of_the_whole(self) -> None:
        etag = self.parts("parts.bin", Metadata={"origin": "erp"}, ContentType="text/csv")
        self.there.put_object_tagging(
            Bucket=SOURCE, Key="parts.bin", Tagging={"TagSet": [{"Key": "team", "Value": "sales ops"}]}
        )
        source = self.there.head_object(Bucket=SOURCE, Key="parts.bin", ChecksumMode="ENABLED")
        self.assertTrue(etag.endswith('-1"'), etag)
        self.assertEqual(source["ChecksumType"], "COMPOSITE")
        result = self.copy("parts.bin", "parts.bin", CopySourceIfMatch=etag)["CopyObjectResult"]
        copied = self.here.head_object(Bucket=TARGET, Key="parts.bin", ChecksumMode="ENABLED")
        self.assertNotIn("-", result["ETag"])
        self.assertEqual((copied["ETag"], copied["ChecksumType"]), (result["ETag"], "FULL_OBJECT"))
        self.assertEqual((copied["ContentType"], copied["Metadata"]), ("text/csv", {"origin": "erp"}))
        tags = self.here.get_object_tagging(Bucket=TARGET, Key="parts.bin")["TagSet"]
        self.assertEqual(tags, [{"Key": "team", "Value": "sales ops"}])
        self.assertEqual(self.here.get_object(Bucket=TARGET, Key="parts.bin")["Body"].read(), b"in parts")

    def test_a_source_that_changed_is_refused_by_its_condition(self) -> None:
        self.parts("changed.bin")
        with self.assertRaises(ClientError) as caught:
            self.copy("changed.bin", "changed.bin", CopySourceIfMatch='"0-1"')
        self.assertEqual(caught.exception.response["Error"]["Code"], "PreconditionFailed")

    def test_an_ordinary_copy_is_ministacks(self) -> None:
        etag = self.copy("plain.txt")["CopyObjectResult"]["ETag"]
        self.assertEqual(etag, self.there.head_object(Bucket=SOURCE, Key="a.txt")["ETag"])
        self.assertEqual(self.copies.rewritten, [])


if __name__ == "__main__":
    unittest.main()

import AWSS3
import Testing

@Suite struct S3LocationTests {
    @Test(arguments: [
        ("s3://example", "example", ""), ("s3://example/", "example", ""),
        ("s3://example/a/b.csv", "example", "a/b.csv"),
        ("s3://example//a", "example", "/a"), ("s3://a.b-c.9/\u{301}", "a.b-c.9", "\u{301}"),
    ])
    func readsAURL(url: String, bucket: String, key: String) throws {
        let location = try #require(S3Location(url))
        #expect(location == S3Location(bucket: bucket, key: key))
    }

    @Test(arguments: [
        "", "example/a", "s3a://example/a", "S3://example/a", "s3://", "s3:///a", "s3://ab/", "s3://Example/",
        "s3://a..b/",
        "s3://192.168.0.1/", "s3://-ab/", "s3://ab-/", "s3://a_b/", "s3://xn--abc/", "s3://abc-s3alias/",
        "s3://abc--x-s3/",
        "s3://abc--table-s3/", "s3://abc--ol-s3/", "s3://e\u{301}xample/", "s3://\(String(repeating: "a", count: 64))/",
    ])
    func refusesWhatIsNoBucket(url: String) { #expect(S3Location(url) == nil) }

    @Test func keysAreComparedByteByByte() {
        let composed = S3Location(bucket: "example", key: "caf\u{E9}/")
        let decomposed = S3Location(bucket: "example", key: "cafe\u{301}/")
        #expect(composed != decomposed)
        #expect(Set([composed, decomposed]).count == 2)
        #expect(S3Location(bucket: "example", key: "a/").contains(S3Location(bucket: "example", key: "a/\u{301}b=1/x")))
        #expect(!composed.contains(decomposed))
        #expect(!S3Location(bucket: "other", key: "").contains(composed))
    }
}

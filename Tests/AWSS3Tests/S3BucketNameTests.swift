import AWSClient
import TestSupport
import Testing

@testable import AWSS3

@Suite struct S3BucketNameTests {
    @Test(arguments: [
        "abc", "a1-b.c", "192.168.0.1.x", "1.2.3", "192.168.0.1000", "abc-x-s3", "x--s3",
        String(repeating: "a", count: 63),
    ])
    func namesThatS3Allows(name: String) { #expect(S3BucketName.problem(of: name) == nil) }

    @Test(arguments: [
        ("", "has 0 characters"), ("ab", "has 2 characters"), (String(repeating: "a", count: 64), "has 64 characters"),
        ("Example", "a-z, 0-9"), ("a_b", "a-z, 0-9"), ("caf\u{E9}", "a-z, 0-9"), ("a/b", "a-z, 0-9"),
        ("-ab", "begin and end"), ("ab-", "begin and end"), (".ab", "begin and end"), ("a..b", "two periods"),
        ("192.168.0.1", "IP address"), ("0.0.0.0", "IP address"), ("xn--abc", "begins with xn--"),
        ("sthree-abc", "begins with sthree-"), ("amzn-s3-demo-a", "begins with amzn-s3-demo-"),
        ("abc-s3alias", "access point"), ("abc--ol-s3", "Object Lambda"), ("abc.mrap", "multi-region"),
        ("abc--table-s3", "table bucket"), ("abc--usw2-az1--x-s3", "directory bucket"), ("a--x-s3", "Express"),
    ])
    func saysWhyANameIsNone(name: String, words: String) {
        #expect(S3BucketName.problem(of: name)?.contains(words) == true, "\(S3BucketName.problem(of: name) ?? "")")
        #expect(!S3Location.isBucketName(name))
    }

    /// A name from an event or a job becomes a part of a host or a path: nothing is sent for one that cannot be a bucket's.
    @Test(arguments: [
        "", "a/b", "a?b", "evil.example/x", "a#b", "a..b", "..", ".", "a b", "a\u{0}b", "caf\u{E9}", "a:80",
        "abc--usw2-az1--x-s3", String(repeating: "a", count: 256),
    ])
    func noRequestIsSentForWhatIsNoBucket(name: String) async throws {
        let server = try LoopbackServer { _ in .status(200) }
        defer { server.stop() }
        let s3 = try S3(.at(server))
        let error = await #expect(throws: AWSError.self) { try await s3.headObject(bucket: name, key: "k") }
        #expect(["InvalidBucketName", "EmptyKey"].contains(error?.code))
        await #expect(throws: AWSError.self) { try await s3.listObjects(bucket: name, prefix: "") }
        #expect(server.requests.isEmpty)
    }

    /// Buckets from before 2018.
    @Test(arguments: ["Old_Bucket", "a_b", "UPPER", "a-.b"])
    func oldNamesAreReached(name: String) async throws {
        let server = try LoopbackServer { _ in .status(200, headers: ["Content-Length: 0", "ETag: e"]) }
        defer { server.stop() }
        #expect(try await S3(.at(server)).headObject(bucket: name, key: "k") != nil)
        #expect(server.requests.map(\.target) == ["/\(name)/k"])
    }
}

import AWSClient
import AWSSigning
import HTTPTransport
import TestSupport
import Testing

@testable import AWSS3

@Suite struct CopyObjectTests {
    private let result =
        "<CopyObjectResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><ETag>\"abc\"</ETag></CopyObjectResult>"

    private func store(_ server: LoopbackServer, attempts: Int = 1) throws -> S3 {
        let url = server.url
        return try S3(
            AWSConfiguration(
                endpoints: try EndpointResolver(region: "eu-west-1") { $0 == "AWS_ENDPOINT_URL_S3" ? url : nil },
                credentials: StaticCredentials(Credentials(accessKeyID: "AK", secretAccessKey: "s")),
                retry: RetrySettings(maximumAttempts: attempts)
            )
        )
    }

    @Test(arguments: [
        ("plain.csv", "/target/plain.csv", "source/plain.csv"),
        ("a b+c%/d", "/target/a%20b%2Bc%25/d", "source/a%20b%2Bc%25/d"),
        ("a//b/", "/target/a//b/", "source/a//b/"),
        ("../x/./y", "/target/../x/./y", "source/../x/./y"),
        ("%41?#&=", "/target/%2541%3F%23%26%3D", "source/%2541%3F%23%26%3D"),
        ("é/😀/日本", "/target/%C3%A9/%F0%9F%98%80/%E6%97%A5%E6%9C%AC", "source/%C3%A9/%F0%9F%98%80/%E6%97%A5%E6%9C%AC"),
    ])
    func keysGoOutByteForByte(key: String, target: String, source: String) async throws {
        let answer = result
        let server = try LoopbackServer { _ in .status(200, headers: ["x-amz-version-id: v9"], body: answer) }
        defer { server.stop() }
        let copied = try await store(server).copyObject(
            from: S3CopySource(bucket: "source", key: key),
            to: S3CopyTarget(bucket: "target", key: key)
        )
        #expect(copied == S3CopyResult(etag: "abc", versionID: "v9"))
        let request = try #require(server.requests.first)
        #expect(request.method == "PUT")
        #expect(request.target == target)
        #expect(request.header("x-amz-copy-source") == source)
        #expect(request.header("x-amz-content-sha256") != nil)
        #expect(request.headers.contains { $0.name.hasPrefix("x-amz-acl") || $0.name == "content-md5" } == false)
        #expect(server.requests.count == 1, "one request an object")
    }

    @Test func anEmptyKeyIsNotARequestOnTheBucket() async throws {
        let server = try LoopbackServer { _ in .status(200) }
        defer { server.stop() }
        let error = await #expect(throws: AWSError.self) {
            _ = try await store(server).copyObject(
                from: S3CopySource(bucket: "source", key: "k"),
                to: S3CopyTarget(bucket: "target", key: "")
            )
        }
        #expect(error?.code == "EmptyKey")
        #expect(server.requests.isEmpty)
    }

    @Test func pinsTheSource() async throws {
        let answer = result
        let server = try LoopbackServer { _ in .status(200, body: answer) }
        defer { server.stop() }
        let source = S3CopySource(bucket: "source", key: "k ey", versionID: "3/L4+x", etag: "e-1")
        _ = try await store(server).copyObject(from: source, to: S3CopyTarget(bucket: "target", key: "k"))
        #expect(server.requests[0].header("x-amz-copy-source") == "source/k%20ey?versionId=3/L4+x")
        #expect(server.requests[0].header("x-amz-copy-source-if-match") == "\"e-1\"")
    }

    @Test(arguments: [
        ("<Error><Code>InternalError</Code><Message>We encountered</Message></Error>", "InternalError"),
        ("<Error><Code>SlowDown</Code></Error>", "SlowDown"),
        ("<?xml version=\"1.0\"?>\n     \n<Error><Code>AccessDenied</Code></Error>", "AccessDenied"),
        ("", "UnreadableResponse"), ("   \n  ", "UnreadableResponse"), ("<CopyObjectResult/>", "UnreadableResponse"),
        ("<html>proxy</html>", "UnreadableResponse"),
    ])
    func a200WithoutAResultIsAnError(body: String, code: String) async throws {
        let server = try LoopbackServer { _ in .status(200, body: body) }
        defer { server.stop() }
        let error = await #expect(throws: AWSError.self) {
            _ = try await store(server).copyObject(
                from: S3CopySource(bucket: "s-s", key: "k"),
                to: S3CopyTarget(bucket: "t-t", key: "k")
            )
        }
        #expect(error?.code == code)
        #expect(error?.isRetryable == true)
    }

    @Test func whiteSpaceBeforeTheResultIsS3KeepingTheConnectionAlive() async throws {
        let space = String(repeating: " \n", count: 300)
        let answer = "\(space)<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\(space)\(result)"
        let server = try LoopbackServer { _ in .status(200, body: answer) }
        defer { server.stop() }
        let copied = try await store(server).copyObject(
            from: S3CopySource(bucket: "s-s", key: "k"),
            to: S3CopyTarget(bucket: "t-t", key: "k")
        )
        #expect(copied.etag == "abc")
    }
}

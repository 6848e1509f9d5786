import AWSClient
import TestSupport
import Testing

@testable import AWSS3

@Suite struct ObjectTests {
    /// The end of a connection may be the end of an object, or not: an answer that does not say where it ends is none.
    @Test(arguments: [
        ("HTTP/1.1 200 OK\r\nETag: \"e\"\r\n\r\nhalf", false),
        ("HTTP/1.1 200 OK\r\nContent-Length: 4\r\nETag: \"e\"\r\n\r\nfull", true),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nfull\r\n0\r\n\r\n", true),
        ("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhalf", false),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n", false),
    ])
    func anObjectIsReadWholeOrNotAtAll(answer: String, isWhole: Bool) async throws {
        let server = try LoopbackServer { _ in .raw(answer) }
        defer { server.stop() }
        let s3 = try S3(.at(server))
        let object = try? await s3.getObject(bucket: "example", key: "k")
        #expect(object?.bytes == (isWhole ? Array("full".utf8) : nil))
        let range = try? await s3.getObject(bucket: "example", key: "k", range: .last(4))
        #expect(range == (isWhole ? Array("full".utf8) : nil))
    }

    @Test func aHeadTellsWhatTheHeadersSay() async throws {
        let server = try LoopbackServer { _ in
            .status(
                200,
                headers: [
                    "ETag: \"abc-3\"", "x-amz-version-id: v1", "x-amz-storage-class: STANDARD_IA",
                    "x-amz-meta-Owner: team", "x-amz-mp-parts-count: 3", "x-amz-tagging-count: 2",
                    "Content-Range: bytes 0-9/30",
                ]
            )
        }
        defer { server.stop() }
        let head = try #require(
            try await S3(.at(server)).headObject(bucket: "b", key: "k +", version: "v/1", part: 1, wantsChecksums: true)
        )
        #expect(head.etag == "abc-3")
        #expect(head.versionID == "v1")
        #expect(head.storageClass == "STANDARD_IA")
        #expect(head.metadata == ["owner": "team"])
        #expect(head.partCount == 3)
        #expect(head.tagCount == 2)
        let request = try #require(server.requests.first)
        #expect(request.method == "HEAD")
        #expect(request.target == "/b/k%20%2B?partNumber=1&versionId=v%2F1")
        #expect(request.header("x-amz-checksum-mode") == "ENABLED")
    }

    @Test func whatIsNotThereIsNil() async throws {
        let server = try LoopbackServer { _ in .status(404) }
        defer { server.stop() }
        #expect(try await S3(.at(server)).headObject(bucket: "b", key: "k") == nil)
    }

    @Test(arguments: [
        (S3.WriteCondition.absent, "if-none-match", "*"), (.etag("abc"), "if-match", "\"abc\""),
    ])
    func aWriteCarriesItsCondition(condition: S3.WriteCondition, header: String, value: String) async throws {
        let server = try LoopbackServer { _ in .status(200, headers: ["ETag: \"new\""]) }
        defer { server.stop() }
        let store = try S3(.at(server))
        let etag = try await store.putObject(
            Array("{}".utf8),
            bucket: "b",
            key: "k",
            contentType: "application/json",
            if: condition
        )
        #expect(etag == "new")
        try await store.deleteObject(bucket: "b", key: "k", version: "v", if: condition)
        #expect(server.requests.map { $0.header(header) } == [value, value])
        #expect(server.requests.map(\.target) == ["/b/k", "/b/k?versionId=v"])
        #expect(server.requests[0].header("content-type") == "application/json")
        #expect(server.requests[0].text == "{}")
    }

    @Test func aConditionThatDoesNotHoldIsAnError() async throws {
        let server = try LoopbackServer { _ in
            .status(412, body: "<Error><Code>PreconditionFailed</Code><Message>no</Message></Error>")
        }
        defer { server.stop() }
        let store = try S3(.at(server))
        let error = await #expect(throws: AWSError.self) {
            try await store.putObject([], bucket: "b", key: "k", if: .absent)
        }
        #expect(error?.code == "PreconditionFailed")
    }

    @Test func anObjectThatIsKnownAlreadyIsNotReadAgain() async throws {
        let server = try LoopbackServer { request in
            request.header("if-none-match") == "\"e\""
                ? .status(304, headers: ["ETag: \"e\""]) : .status(200, headers: ["ETag: \"e\""], body: "content")
        }
        defer { server.stop() }
        let store = try S3(.at(server))
        #expect(try await store.getObject(bucket: "b", key: "k", unless: nil)?.head.etag == "e")
        #expect(try await store.getObject(bucket: "b", key: "k", unless: "e") == nil)
        #expect(try await store.getObject(bucket: "b", key: "k", unless: "d") != nil)
        #expect(server.requests.count == 3)
    }

    @Test func readsASmallObjectWhole() async throws {
        let server = try LoopbackServer { _ in .status(200, headers: ["ETag: \"e\""], body: "content") }
        defer { server.stop() }
        let object = try await S3(.at(server)).getObject(bucket: "b", key: "k")
        #expect(String(decoding: object.bytes, as: UTF8.self) == "content")
        #expect(object.head.etag == "e")
    }

    /// S3 form-encodes the keys of a listing: a space is a `+`, a plus `%2B`.
    @Test func keysOfAListingAreDecodedIfTheyAreEncoded() async throws {
        @Sendable func listing(encoding: String, key: String, more: Bool) -> String {
            """
            <ListBucketResult>\(encoding)<IsTruncated>\(more)</IsTruncated><NextContinuationToken>t/+=</NextContinuationToken>
            <Contents><Key>\(key)</Key><Size>7</Size><ETag>&quot;e&quot;</ETag></Contents></ListBucketResult>
            """
        }
        let server = try LoopbackServer { request in
            request.target.contains("continuation-token")
                ? .status(200, body: listing(encoding: "", key: "raw+key %41", more: false))
                : .status(
                    200,
                    body: listing(encoding: "<EncodingType>url</EncodingType>", key: "a+b%2Bc%01", more: true)
                )
        }
        defer { server.stop() }
        let store = try S3(.at(server))
        let first = try await store.listObjects(bucket: "b", prefix: "a b")
        #expect(first.objects == [S3ListedObject(key: "a b+c\u{1}", size: 7, etag: "e")])
        #expect(first.continuation == "t/+=")
        let second = try await store.listObjects(bucket: "b", prefix: "a b", continuation: first.continuation)
        #expect(second.objects.map(\.key) == ["raw+key %41"])
        #expect(second.continuation == nil)
        #expect(
            server.requests[1].target
                == "/b?continuation-token=t%2F%2B%3D&encoding-type=url&list-type=2&prefix=a%20b"
        )
    }
}

import Glibc
import LambdaRuntime
import LocalFile
import Testing
import TestSupport

@testable import S3Copier

/// events/S3Copier: every file is run through the handler.
@Suite struct SampleEventTests {
    struct Expectation: Sendable {
        /// Keys that are written, as they are in the bucket.
        var copied: [String] = []
        /// Number of messages that go back to the queue.
        var failed = 0
    }

    /// A file without an entry here fails the test: nobody has said what should come of it.
    static let expectations: [String: Expectation] = [
        "empty-batch.json": Expectation(),
        "sqs-direct-object-created.json": Expectation(copied: ["reports/2026/11/orders.csv"]),
        "sqs-direct-s3-test-event.json": Expectation(),
        "sqs-eventbridge-object-created.json": Expectation(copied: ["reports/2026/11/orders.csv"]),
        "sqs-eventbridge-special-key.json": Expectation(copied: ["reports/2026 Q3+final 100%/naïve 🚀.csv"]),
        "sqs-mixed-good-and-poison.json": Expectation(copied: ["mixed/good-1.csv", "mixed/good-2.csv"], failed: 2),
        "sqs-other-bucket-without-route.json": Expectation(failed: 1),
        "sqs-poison-not-json.json": Expectation(failed: 1),
        "sqs-poison-record-without-key.json": Expectation(failed: 1),
        "sqs-poison-sns-message-not-json.json": Expectation(failed: 1),
        "sqs-poison-unknown-shape.json": Expectation(failed: 1),
        "sqs-eventbridge-guardduty-no-threats.json": Expectation(copied: ["uploads/report.pdf"]),
        "sqs-sns-object-created.json": Expectation(copied: [
            "reports/2026/11/customers.csv", "reports/2026/11/orders.csv",
        ]),
        "sqs-sns-object-empty.json": Expectation(copied: ["markers/_SUCCESS"]),
        "sqs-sns-object-over-5gb.json": Expectation(failed: 1),
        "sqs-sns-object-removed.json": Expectation(),
        "sqs-sns-object-tagging.json": Expectation(),
        "sqs-sns-prefixed-event-name-later-version.json": Expectation(copied: ["reports/2026/11/orders.csv"]),
        "sqs-sns-raw-delivery.json": Expectation(copied: ["reports/2026/11/orders.csv"]),
        "sqs-sns-s3-test-event.json": Expectation(),
        "sqs-sns-several-records-in-one-message.json": Expectation(
            copied: ["several/first.csv", "several/second.csv", "several/third.parquet"]
        ),
        "sqs-sns-special-keys.json": Expectation(copied: [
            "keys/with space.csv", "keys/a+b=c.csv", "keys/unicode-ñ-日本語-🚀.txt", "keys/a//b", "keys/%41.txt",
            "keys/../dots/./x", "keys/trailing-slash/",
        ]),
        "sqs-sns-unknown-major-version.json": Expectation(failed: 1),
    ]

    /// Of `several/third.parquet`.
    private static let partsETag = "ETag: \"9b2cf535f27731c974343645a3985328-2\""

    static let files =
        (try? LocalFile.names(in: eventsFolder))?.filter { $0.hasSuffix(".json") }.sorted()
        ?? []

    @Test func thereAreEvents() { #expect(Self.files.count == Self.expectations.count) }

    @Test(arguments: files) func endsAsItShould(file: String) async throws {
        let routes = #"[{"from": {"bucket": "example-source"}, "to": "s3://example-target/${key}"}]"#
        let stub = try await StoreStub(["routes": routes]) { target in
            // An object that was uploaded in parts is read first.
            target.contains("/example-source/") ? .status(200, headers: [Self.partsETag, "Content-Length: 10"]) : nil
        }
        defer { stub.server.stop() }
        let expectation = try #require(Self.expectations[file], "say in this test what should come of \(file)")
        let result = try await stub.run(try readEvent(file))
        #expect(result.failed.count == expectation.failed)
        let copies = stub.server.requests.filter { $0.method == "PUT" }
        let written = copies.map { $0.target.replacing("/example-target/", with: "", maxReplacements: 1) }
        #expect(written.sorted() == expectation.copied.map(percentEncoded).sorted())
    }
}

let eventsFolder = #filePath.split(separator: "/").dropLast(3).reduce("") { "\($0)/\($1)" } + "/events/S3Copier"

func readEvent(_ name: String) throws -> [UInt8] {
    try LocalFile.bytes(at: "\(eventsFolder)/\(name)")
}

/// Written anew here, so that the code under test is not its own judge.
private func percentEncoded(_ key: String) -> String {
    key.utf8.map { byte in
        let scalar = Unicode.Scalar(byte)
        let isPlain =
            byte < 128
            && (scalar.properties.isAlphabetic || (48...57).contains(byte) || "-._~/".unicodeScalars.contains(scalar))
        let hex = String(byte, radix: 16, uppercase: true)
        return isPlain ? String(Character(scalar)) : "%" + (hex.count == 1 ? "0" + hex : hex)
    }.joined()
}

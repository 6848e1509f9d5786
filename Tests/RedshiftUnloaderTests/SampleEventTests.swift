import LambdaRuntime
import LocalFile
import Testing
import TestSupport

@testable import RedshiftUnloader

/// Every file in `events/RedshiftUnloader` is a test: it must come to its expectation here.
@Suite struct SampleEventTests {
    enum Expectation: Sendable {
        case run(exports: Int, id: String)
        case outcome(String)
        /// - Parameter failed: messages of a queue that go back to it.
        case batch(failed: [String])
        case error(type: String, containing: String)
    }

    private static let plan = "example-20261121T0"

    static let expectations: [String: Expectation] = [
        "schedule-default.json": .run(exports: 4, id: "example-20261121T000000Z-"),
        "schedule-input.json": .run(exports: 4, id: "example-20261121T000000Z-"),
        "schedule-input-not-filled-in.json": .error(
            type: "InvalidRequest",
            containing: "<aws.scheduler.scheduled-time>"
        ),
        "scheduled-rule.json": .run(exports: 4, id: "example-20261121T000000Z-"),
        "statement-finished.json": .outcome("UnknownRun"),
        "statement-of-a-cluster.json": .outcome("UnknownRun"),
        "statement-of-somebody-else.json": .outcome("NotOurs"),
        "manual.json": .run(exports: 4, id: "example-20261121T000000Z-"),
        "manual-inline-plan.json": .run(exports: 1, id: "inline-manual-"),
        "manual-invalid-plan.json": .error(type: "Plan.Invalid", containing: "colums"),
        "manual-unknown-plan.json": .error(type: "Plan.NotFound", containing: "plans/no-such-plan.yaml"),
        "sns-start.json": .run(exports: 4, id: "example-20261121T000000Z-"),
        "sqs-batch.json": .batch(failed: ["2e1424d4-f796-459a-8184-9c92662be6da"]),
        "sweep.json": .outcome("Swept"),
        "retry-unknown-run.json": .error(type: "InvalidRequest", containing: "there is no run"),
        "status-unknown-run.json": .error(type: "InvalidRequest", containing: "there is no run"),
        "cancel-unknown-run.json": .error(type: "InvalidRequest", containing: "there is no run"),
        "retry-present-plan.json": .error(type: "InvalidRequest", containing: "there is no run"),
        "pause-unknown-backfill.json": .error(type: "InvalidRequest", containing: "there is no backfill"),
        "backfill.json": .outcome("Backfill"),
        "backfill-of-a-watermark.json": .error(type: "InvalidRequest", containing: "windows of the calendar"),
        "unknown-field.json": .error(type: "InvalidRequest", containing: "whait"),
        "unknown-source.json": .error(type: "InvalidRequest", containing: "an S3 event (Object Created)"),
    ]

    static let folder = "\(repositoryFolder)/events/RedshiftUnloader"

    static let files =
        (try? LocalFile.names(in: folder))?.filter { $0.hasSuffix(".json") }.sorted() ?? []

    @Test func everyFileHasItsExpectation() { #expect(Self.files == Self.expectations.keys.sorted()) }

    @Test(arguments: files) func endsAsItShould(file: String) async throws {
        let bench = try UnloaderBench()
        defer { bench.cloud.server.stop() }
        let event = try LocalFile.bytes(at: "\(Self.folder)/\(file)")
        switch try #require(Self.expectations[file]) {
        case .run(let exports, let id):
            let run = try #require(try await bench.invoke(event).answer.run)
            #expect(run.exports.count == exports)
            #expect(run.id.hasPrefix(id))
        case .outcome(let outcome):
            #expect(try await bench.invoke(event).answer.outcome == outcome)
        case .batch(let failed):
            let answer = try #require(JSON(try await bench.respond(event).bytes))
            #expect((answer["batchItemFailures"]?.array ?? []).compactMap { $0["itemIdentifier"]?.string } == failed)
            #expect(bench.cloud.world.with { $0.statements.count } == 4)
        case .error(let type, let text):
            let error = await #expect(throws: (any Error).self) { try await bench.invoke(event) }
            let known = try #require(error as? any LambdaError)
            #expect(known.errorType == type)
            #expect(known.errorMessage.contains(text), "\(known.errorMessage)")
            // Nothing was begun.
            #expect(bench.cloud.world.with { $0.statements.isEmpty && $0.database.all.isEmpty })
        }
    }
}

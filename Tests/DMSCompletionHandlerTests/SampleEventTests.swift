import LocalFile
import Testing
import TestSupport

@testable import DMSCompletionHandler

/// events/DMSCompletionHandler: every file is run through the handler.
@Suite struct SampleEventTests {
    enum Expectation: Sendable, Equatable {
        case outcomes([String])
        /// Number of messages that are redelivered.
        case messages(failed: Int)
        case error(String)
    }

    /// A file without an entry here fails the test: its expected outcome is missing.
    static let expectations: [String: Expectation] = [
        "event-task-stopped.json": .outcomes(["Passed"]),
        "event-task-failed.json": .outcomes(["Failed"]),
        "event-task-started.json": .outcomes(["Ignored"]),
        "event-task-reading-paused.json": .outcomes(["Ignored"]),
        "event-task-unknown.json": .outcomes(["NotConfigured"]),
        "event-task-running-again.json": .outcomes(["Stale"]),
        "event-task-without-resources.json": .error("DMS.Malformed"),
        "event-instance.json": .outcomes(["Ignored"]),
        "event-replication-stopped.json": .outcomes(["Passed"]),
        "event-replication-failed.json": .outcomes(["Passed"]),
        "event-datasync-success.json": .outcomes(["Passed"]),
        "event-datasync-error.json": .outcomes(["Failed"]),
        "event-datasync-transferring.json": .outcomes(["Ignored"]),
        "sns-legacy-stopped.json": .outcomes(["Passed"]),
        "sns-without-source-id.json": .outcomes(["Passed"]),
        "sns-notification-time.json": .outcomes(["Passed"]),
        "sqs-task-stopped.json": .messages(failed: 0),
        "sqs-legacy-in-sns-envelope.json": .messages(failed: 0),
        "sqs-legacy-started.json": .messages(failed: 0),
        "sqs-recheck.json": .messages(failed: 0),
        "sqs-good-and-poison.json": .messages(failed: 2),
        "sqs-poison-other-source.json": .messages(failed: 1),
        "schedule-rule.json": .outcomes(["Passed", "Failed", "Fine", "Passed", "Failed"]),
        "schedule-scheduler.json": .outcomes(["Passed", "Failed", "Fine", "Passed", "Failed"]),
        "manual-sweep.json": .outcomes(["Passed", "Failed", "Fine", "Passed", "Failed"]),
        "manual-migration.json": .outcomes(["Passed"]),
        "manual-task-arn.json": .outcomes(["Passed"]),
        "manual-force.json": .outcomes(["Passed"]),
        "manual-unknown-migration.json": .outcomes(["NotConfigured"]),
        "step-functions-passed.json": .outcomes(["Passed"]),
        "step-functions-failed.json": .error("DMS.Failed"),
        "poison-unknown-shape.json": .error("DMS.Malformed"),
        "poison-not-an-object.json": .error("DMS.Malformed"),
    ]

    private static let dms = "arn:aws:dms:us-east-1:123456789012:"
    private static let dataSync = "arn:aws:datasync:us-east-1:123456789012:task/task-0123456789abcdef0"

    static let files =
        (try? LocalFile.names(in: eventsFolder))?.filter { $0.hasSuffix(".json") }.sorted()
        ?? []

    @Test func thereAreEvents() { #expect(Self.files.count == Self.expectations.count) }

    @Test(arguments: files) func hasItsExpectedOutcome(file: String) async throws {
        let aws = try FakeAWS(Self.world)
        let others = #"""
            {"name":"failed","task":"\#(Self.dms)task:EXAMPLEFAILED"},
            {"name":"running","task":"\#(Self.dms)task:EXAMPLERUNNING","must_run":true},
            {"name":"serverless","task":"\#(Self.dms)replication-config:EXAMPLECONFIG"},
            {"name":"files","task":"\#(Self.dataSync)"}
            """#
        let harness = try await HandlerHarness(aws, others: others)
        let expectation = try #require(Self.expectations[file], "add the expected outcome of \(file) to this test")
        let event = try LocalFile.bytes(at: "\(eventsFolder)/\(file)")
        do {
            let (answer, _) = try await harness.respond(event)
            if let failures = answer["batchItemFailures"] {
                #expect(expectation == .messages(failed: failures.elements.count))
            } else {
                let outcomes = answer["reports"]?.elements.map { $0["outcome"]?.string ?? "" } ?? []
                #expect(expectation == .outcomes(outcomes))
            }
        } catch let error as HandlerError {
            #expect(expectation == .error(error.errorType))
        }
    }

    private static var world: FakeAWS.World {
        var world = FakeAWS.World()
        world.tasks["\(dms)task:EXAMPLESHOP"] = HandlerHarness.finished
        world.tasks["\(dms)task:EXAMPLEFAILED"] =
            #""MigrationType":"full-load","Status":"failed","LastFailureMessage":"the target is full","#
            + #""ReplicationTaskStats":{\#(HandlerHarness.dates)}"#
        world.tasks["\(dms)task:EXAMPLERUNNING"] =
            #""MigrationType":"cdc","Status":"running","ReplicationTaskStats":{"StartDate":4102444800}"#
        world.migrations.replications["\(dms)replication-config:EXAMPLECONFIG"] =
            #""ReplicationConfigIdentifier":"example","ReplicationType":"full-load","Status":"stopped","#
            + #""StopReason":"Stop Reason FULL_LOAD_ONLY_FINISHED","ReplicationStats":{"FullLoadProgressPercent":100,"#
            + #""TablesErrored":0,\#(HandlerHarness.dates)}"#
        world.migrations.executions["\(dataSync)/execution/exec-0123456789abcdef0"] =
            #""Status":"SUCCESS","FilesTransferred":3,"Result":{"TransferStatus":"SUCCESS","VerifyStatus":"SUCCESS"}"#
        world.migrations.executions["\(dataSync)/execution/exec-0123456789abcdef1"] =
            #""Status":"ERROR","Result":{"ErrorCode":"OpNotSupp","ErrorDetail":"scripted"}"#
        world.tables = ["customers", "service", "sales_order"].map { HandlerHarness.table($0) }
        return world
    }
}

let eventsFolder =
    #filePath.split(separator: "/").dropLast(3).reduce("") { "\($0)/\($1)" } + "/events/DMSCompletionHandler"

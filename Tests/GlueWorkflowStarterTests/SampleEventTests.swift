import LambdaRuntime
import LocalFile
import TestSupport
import Testing

@testable import GlueWorkflowStarter

/// events/GlueWorkflowStarter: every file is run through the handler, in a world with the runs it speaks of.
@Suite(.serialized) struct SampleEventTests {
    enum Expectation: Sendable, Equatable {
        /// A run with that status.
        case run(String)
        /// Counts: runs that were checked, and runs that ended.
        case counts(checked: Int, finished: Int)
        /// A batch of a queue, with so many failed messages.
        case queue(failed: Int)
        /// An error of that name whose message has that in it.
        case error(String, String)

        static func invalid(_ part: String) -> Expectation { .error("Glue.InvalidInput", part) }
    }

    /// A file without an entry here fails the test: its expectation is missing.
    static let expectations: [String: Expectation] = [
        "start.json": .run("RUNNING"),
        "start-with-properties.json": .run("RUNNING"),
        "start-by-execution-name.json": .run("RUNNING"),
        "start-and-wait.json": .run("RUNNING"),
        "start-and-wait-map-iteration.json": .run("RUNNING"),
        "start-and-wait-redriven.json": .run("RUNNING"),
        "start-and-wait-coalesce.json": .run("QUEUED"),
        "start-and-wait-several-events.json": .run("RUNNING"),
        "check-by-run.json": .run("RUNNING"),
        "check-by-event.json": .run("RUNNING"),
        "check-unknown-event.json": .error("Glue.RunNotFound", "never-seen"),
        "stop-by-run.json": .run("FAILED"),
        "stop-by-key.json": .run("FAILED"),
        "resume.json": .run("RUNNING"),
        "resume-nothing-failed.json": .error("Glue.NothingToResume", "wr_done"),
        "sweep.json": .counts(checked: 1, finished: 0),
        "scheduled-event.json": .counts(checked: 1, finished: 0),
        "glue-job-succeeded.json": .counts(checked: 1, finished: 0),
        "glue-job-failed-of-another-workflow.json": .counts(checked: 0, finished: 0),
        "glue-crawler-succeeded.json": .counts(checked: 0, finished: 0),
        "glue-job-run-status.json": .counts(checked: 1, finished: 0),
        "notification-glue-job-succeeded.json": .counts(checked: 1, finished: 0),
        "scheduler-event.json": .counts(checked: 1, finished: 0),
        "queue-start-and-wait.json": .queue(failed: 0),
        "queue-start-for-raw-files.json": .queue(failed: 0),
        "start-event-id-with-comma.json": .run("RUNNING"),
        "queue-with-a-wrong-message.json": .queue(failed: 1),
        "invalid-s3-notification.json": .invalid("this is an S3 event (ObjectCreated:Put); GlueWorkflowStarter takes"),
        "invalid-workflow-arn.json": .invalid("\"workflow\" is an ARN"),
        "invalid-misspelt-field.json": .invalid("\"dedupKey\""),
        "invalid-no-key.json": .invalid("\"dedupeKey\", \"eventId\" and \"executionName\""),
        "invalid-no-token.json": .invalid("\"taskToken\" is missing"),
        "invalid-token-in-start.json": .invalid("\"taskToken\" means nothing in mode start"),
        "invalid-mode.json": .invalid("start, startAndWait, check, stop, resume"),
        "invalid-no-mode.json": .invalid("\"mode\" is missing"),
        "invalid-no-workflow.json": .invalid("\"workflow\" is missing"),
        "invalid-reserved-property.json": .invalid("\"starter.key\""),
        "invalid-property-not-text.json": .invalid("properties.day"),
        "invalid-policy.json": .invalid("wait, join, coalesce, fail"),
        "invalid-resume-policy.json": .invalid("wait or fail"),
        "invalid-number-out-of-range.json": .invalid("from 0 to 900"),
        "invalid-event-id-too-long.json": .invalid("is no event id: 1 to 1024 bytes"),
        "invalid-foreign-event.json": .invalid(
            "this is an EventBridge event of aws.dynamodb (AWS API Call via CloudTrail); GlueWorkflowStarter takes inputs"
        ),
        "invalid-unresolved-reference.json": .invalid("\"executionName\" is \"$$.Execution.Name\""),
        "invalid-express-execution.json": .invalid("Express"),
        "invalid-execution-arn.json": .invalid("not-an-arn"),
        "invalid-known-key-with-other-properties.json": .error("Starter.KeyConflict", "known-event"),
        "invalid-not-json.json": .invalid("not JSON"),
    ]

    static let folder = #filePath.split(separator: "/").dropLast(3).reduce("") { "\($0)/\($1)" }
    static let files =
        ((try? LocalFile.names(in: "\(folder)/events/GlueWorkflowStarter")) ?? []).filter { $0.hasSuffix(".json") }
        .sorted()

    static func read(_ path: String) throws -> [UInt8] {
        try LocalFile.bytes(at: "\(folder)/\(path)")
    }

    @Test func everyEventIsExpected() { #expect(Set(Self.files) == Set(Self.expectations.keys)) }

    @Test(arguments: files) func endsAsItShould(file: String) async throws {
        let local = try await Self.local()
        defer { local.stop() }
        let expectation = try #require(Self.expectations[file], "add an expectation for \(file)")
        let before = local.glue.runs.count
        switch expectation {
        case .run(let status):
            let output = try await local.invoke(Self.read("events/GlueWorkflowStarter/\(file)")).output
            #expect(output["status"]?.string == status)
        case .counts(let checked, let finished):
            let output = try await local.invoke(Self.read("events/GlueWorkflowStarter/\(file)")).output
            #expect(output["checked"] == JSON(integerLiteral: checked))
            #expect(output["finished"] == JSON(integerLiteral: finished))
            #expect(output["failures"] == 0)
        case .queue(let failed):
            let output = try await local.invoke(Self.read("events/GlueWorkflowStarter/\(file)")).output
            #expect(output["batchItemFailures"]?.array?.count == failed)
        case .error(let name, let part):
            let error = await #expect(throws: StarterError.self) {
                _ = try await local.invoke(Self.read("events/GlueWorkflowStarter/\(file)"))
            }
            #expect(error?.errorType == name)
            #expect(error?.message.contains(part) == true, "\(error?.message ?? "")")
            #expect(error?.message.contains("Glue.") == false, "the name is said once, by the type")
            #expect(local.glue.runs.count == before)
        }
    }

    /// In flight: `wr_1`, of the request `known-event`. Over: `wr_failed`, `wr_done`.
    private static func local() async throws -> LocalStarter {
        let local = try LocalStarter(["AWS_REGION": "us-east-1"])
        try await local.invoke(LocalStarter.start("known-event"))
        try await local.sweep()
        let now = local.clock.now
        local.withWorld { world in
            world.glue.add("wr_failed", at: now)
            world.glue.end("wr_failed", at: now, failed: 1)
            world.glue.add("wr_done", at: now)
            world.glue.end("wr_done", at: now)
        }
        return local
    }
}

/// The schemas say what the code does.
@Suite(.serialized) struct SchemaTests {
    private func schema(_ name: String) throws -> JSON {
        try JSON.parse(SampleEventTests.read("functions/GlueWorkflowStarter/\(name).schema.json"))
    }

    @Test(arguments: StateMachineInput.Mode.allCases)
    func aModesFieldsAreItsSchemas(mode: StateMachineInput.Mode) throws {
        let modes = try #require(try schema("input")["oneOf"]?.array)
        let entry = try #require(modes.first { $0["properties"]?["mode"]?["const"]?.string == mode.rawValue })
        let properties = Set(try #require(entry["properties"]?.object).keys)
        #expect(entry["additionalProperties"] == false)
        #expect(properties == Set(mode.fields.map(\.rawValue)).union(["mode"]))
        let required = entry["required"]?.array?.compactMap(\.string) ?? []
        #expect(Set(required).isSubset(of: properties))
    }

    @Test func theErrorsAreTheCodes() throws {
        let errors = try schema("output")["$defs"]?["run"]?["properties"]?["error"]?["enum"]?.array?.compactMap(
            \.string
        )
        #expect(Set(try #require(errors)) == Set(StarterError.Name.allCases.map(\.rawValue)))
    }

    @Test func everyErrorIsInTheReadMe() throws {
        let text = String(decoding: try SampleEventTests.read("functions/GlueWorkflowStarter/README.md"), as: UTF8.self)
        for name in StarterError.Name.allCases { #expect(text.contains("`\(name.rawValue)`")) }
    }

    @Test func anAnswersMembersAreItsSchemas() throws {
        let node = RunNode(name: "n", type: .job, runId: "jr", state: "FAILED", attempt: 1, error: "e", log: "l")
        let answer = StarterAnswer(
            workflow: "w",
            dedupeKey: "k",
            status: .failed,
            runId: "wr",
            duplicate: true,
            joined: true,
            eventCount: 1,
            startedOn: "s",
            completedOn: "c",
            statistics: .init(
                total: 1,
                succeeded: 0,
                failed: 1,
                timedOut: 0,
                stopped: 0,
                errored: 0,
                running: 0,
                waiting: 0
            ),
            nodes: [node],
            nodesLeftOut: 1,
            error: .workflowFailed,
            message: "m"
        )
        let json = try JSON.parse(JSONPayloadCoding.encode(answer))
        let definitions = try #require(try schema("output")["$defs"])
        func names(_ json: JSON?) -> Set<String> { Set((json?.object ?? [:]).keys) }
        #expect(names(json) == names(definitions["run"]?["properties"]))
        #expect(names(json["nodes"]?.array?.first) == names(definitions["node"]?["properties"]))
        let statistics = definitions["run"]?["properties"]?["statistics"]?["properties"]
        #expect(names(json["statistics"]) == names(statistics))
        let counts = try JSON.parse(JSONPayloadCoding.encode(SweepCounts()))
        #expect(names(counts) == names(definitions["counts"]?["properties"]))
    }
}

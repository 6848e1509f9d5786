import TestSupport
import Testing

@testable import GlueWorkflowStarter

/// The key of a request: the same key is the same run, and never another request's result.
@Suite(.serialized) struct KeyTests {
    private func key(_ more: [String: JSON]) throws -> String {
        var input: [String: JSON] = ["mode": "start", "workflow": .string(FakeGlue.workflow)]
        input.merge(more) { _, new in new }
        guard case .start(let request) = try LocalStarter.request(JSON.object(input).text) else { return "?" }
        return request.key.name
    }

    @Test func theIterationsOfAMapHaveKeysOfTheirOwn() throws {
        let days = try ["2026-11-19", "2026-11-20", "2026-11-21"].map { day in
            try key(["executionName": "x", "properties": ["day": .string(day)]])
        }
        #expect(Set(days).count == 3)
        #expect(days.allSatisfy { $0.hasPrefix("x:") })
        #expect(try key(["executionName": "x", "properties": ["day": "2026-11-19"]]) == days[0], "a retry is the same")
        let order = try key(["executionName": "x", "properties": ["a": 1, "b": "2"]])
        #expect(try key(["executionName": "x", "properties": ["b": "2", "a": 1]]) == order, "the order says nothing")
        for text in ["1", "1.0", "1e0"] {
            let input = #"{"mode":"start","workflow":"w","executionName":"x","properties":{"b":"2","a":\#(text)}}"#
            guard case .start(let request) = try LocalStarter.request(input) else { continue }
            #expect(request.key.name == order, "\(text) is the same number")
        }
        #expect(try key(["executionName": "x", "properties": ["a": 1, "b": "3"]]) != order)
        #expect(try key(["executionName": "x"]) == "x")
        #expect(try key(["executionName": "x", "properties": [:]]) == "x")
        #expect(try key(["executionName": "x", "eventId": "e", "properties": ["day": "d"]]) == "e")
    }

    @Test func theSameKeyOfAnotherWorkflowIsAnotherRequest() {
        let keys = [("a", "k"), ("b", "k"), ("a/b", "c"), ("a", "b/c"), ("a%2Fb", "c"), ("A", "k")].map {
            RunDedupeKey(workflow: $0, name: $1)
        }
        #expect(Set(keys.map(\.partition)).count == keys.count)
        let long = ["x", "y"].map {
            RunDedupeKey(workflow: String(repeating: "\u{1F4A5}", count: 60), name: $0).partition
        }
        #expect(Set(long).count == 2)
        #expect(long.allSatisfy { $0.utf8.count <= 1000 })
    }

    @Test func aKeyHasAtMost255Bytes() throws {
        let long = String(repeating: "x", count: 250)
        #expect(try key(["executionName": .string(long), "properties": ["day": "d"]]).utf8.count <= 255)
    }

    /// An event about an object of S3 is known by the object's key, which has up to 1,024 bytes.
    @Test func aLongEventIDIsTakenAndItsRunHasAKeyOfItsOwn() throws {
        let long = String(repeating: "k", count: 1023)
        let keys = try ["a", "b"].map { try key(["eventId": .string(long + $0)]) }
        #expect(Set(keys).count == 2)
        #expect(keys.allSatisfy { $0.utf8.count <= 255 })
        #expect(try key(["eventIds": [.string(long + "a")]]) == keys[0], "a repeated event is the same run")
        let most = String(repeating: "k", count: 255)
        #expect(try key(["eventId": .string(most)]) == most)
        #expect(throws: StarterError.self) { try key(["eventId": .string(long + "ab")]) }
    }

    @Test(arguments: ["wait", "join", "coalesce", "fail"])
    func threeDaysOfOneExecutionAreThreeRuns(policy: String) async throws {
        let local = try LocalStarter()
        defer { local.stop() }
        for day in 1...3 {
            try await local.invoke([
                "mode": "startAndWait", "workflow": .string(FakeGlue.workflow), "executionName": "x",
                "taskToken": .string("t\(day)"), "concurrency": .string(policy),
                "properties": ["day": .string("\(day)")],
            ])
            let run = try #require(local.glue.runs.last)
            local.end(run.id)
            try await local.sweep()
        }
        #expect(local.glue.runs.map { $0.properties["day"] } == ["1", "2", "3"])
        #expect(local.stepFunctions.outcomes.count == 3)
    }

    /// Everything that makes it other work, before and after the end.
    @Test(
        arguments: [
            ["properties": ["day": "2"]], ["properties": [:]], ["eventIds": ["e1", "e2"]], ["eventIds": ["other"]],
            ["properties": ["day": "1", "more": "x"]], ["properties": ["Day": "1"]], ["properties": ["day": "01"]],
            ["properties": ["day": " 1"]], ["eventIds": []],
        ] as [[String: JSON]]
    )
    func theSameKeyWithOtherContentIsAnError(change: [String: JSON]) async throws {
        let local = try LocalStarter()
        defer { local.stop() }
        let first: [String: JSON] = [
            "mode": "start", "workflow": .string(FakeGlue.workflow), "dedupeKey": "k", "eventIds": ["e1"],
            "properties": ["day": "1"],
        ]
        try await local.invoke(.object(first))
        let other = JSON.object(
            first.merging(change) { _, new in new }.merging(["mode": "startAndWait", "taskToken": "t"]) { $1 }
        )
        #expect(await local.errorOf(other) == "Starter.KeyConflict")
        local.end("wr_1")
        try await local.sweep()
        #expect(await local.errorOf(other) == "Starter.KeyConflict")
        #expect(local.stepFunctions.outcomes.isEmpty, "the other task does not get this result")
        #expect(local.glue.runs.count == 1)
        #expect(try await local.invoke(.object(first)).output["status"] == "SUCCEEDED")
    }

    /// The execution and the wait limit are no content.
    @Test(
        arguments: [
            ["executionName": "another"], ["waitLimitSeconds": 5], ["unreached": "allow"], ["eventIds": ["e2", "e1"]],
            ["eventIds": ["e1", "e2", "e1"]], ["concurrency": "join"], ["mayFail": ["x"]],
        ] as [[String: JSON]]
    )
    func theSameWorkOnOtherTermsIsADuplicate(change: [String: JSON]) async throws {
        let local = try LocalStarter()
        defer { local.stop() }
        let first: [String: JSON] = [
            "mode": "start", "workflow": .string(FakeGlue.workflow), "dedupeKey": "k", "eventIds": ["e1", "e2"],
        ]
        try await local.invoke(.object(first))
        let output = try await local.invoke(.object(first.merging(change) { _, new in new })).output
        #expect(output["duplicate"] == true)
    }

    @Test func aKeyWithoutARunMayBeUsedForOtherWork() async throws {
        let local = try LocalStarter()
        defer { local.stop() }
        local.withWorld { $0.glue.isDeleted = true }
        var input: [String: JSON] = [
            "mode": "start", "workflow": .string(FakeGlue.workflow), "dedupeKey": "k", "properties": ["day": "1"],
        ]
        #expect(await local.errorOf(.object(input)) == "Glue.WorkflowNotFound")
        local.withWorld { $0.glue.isDeleted = false }
        input["properties"] = ["day": "2"]
        #expect(try await local.invoke(.object(input)).output["status"] == "RUNNING")
        #expect(local.glue.runs.first?.properties["day"] == "2")
    }

    // MARK: - onFailed

    private func request(_ onFailed: String?, token: String, policy: String = "wait") -> JSON {
        LocalStarter.start("e1", token: token, concurrency: policy, onFailed.map { ["onFailed": .string($0)] } ?? [:])
    }

    @Test(arguments: [nil, "keep"])
    func aRedrivenExecutionGetsTheFailureAgain(onFailed: String?) async throws {
        let local = try LocalStarter()
        defer { local.stop() }
        try await local.invoke(request(onFailed, token: "t1"))
        local.end("wr_1", failed: 1)
        try await local.sweep()
        try await local.invoke(request(onFailed, token: "t2"))
        #expect(local.stepFunctions.outcomes["t2"]?.error == "Glue.WorkflowFailed")
        #expect(local.glue.runs.count == 1)
    }

    @Test(arguments: ["restart", "resume"], ["wait", "join", "coalesce", "fail"])
    func aRedrivenExecutionMayRunAgain(onFailed: String, policy: String) async throws {
        let local = try LocalStarter()
        defer { local.stop() }
        try await local.invoke(request(onFailed, token: "t1", policy: policy))
        local.end("wr_1", failed: 1)
        try await local.sweep()
        #expect(local.stepFunctions.outcomes["t1"]?.error == "Glue.WorkflowFailed")
        try await local.invoke(request(onFailed, token: "t2", policy: policy))
        #expect(local.glue.runs.map(\.previousID) == [nil, onFailed == "resume" ? "wr_1" : nil])
        // A duplicate of it does not start a third one while it runs.
        #expect(try await local.invoke(request(onFailed, token: "t3", policy: policy)).output["runId"] == "wr_2")
        local.end("wr_2")
        try await local.sweep()
        #expect(local.stepFunctions.outcomes["t2"]?.run?["status"] == "SUCCEEDED")
        #expect(local.stepFunctions.outcomes["t3"]?.run?["runId"] == "wr_2")
        // What succeeded stays.
        try await local.invoke(request(onFailed, token: "t4", policy: policy))
        #expect(local.glue.runs.count == 2)
        #expect(local.openItems.isEmpty)
    }

    @Test func whatGlueCannotResumeIsStartedAnew() async throws {
        let local = try LocalStarter()
        defer { local.stop() }
        try await local.invoke(request("resume", token: "t1"))
        local.end("wr_1", status: "ERROR")
        try await local.sweep()
        try await local.invoke(request("resume", token: "t2"))
        #expect(local.glue.runs.map(\.previousID) == [nil, nil])
    }

    /// Glue decides that at the call only, and forgets a run after 90 days.
    @Test(
        arguments: [
            ("ResumeWorkflowRun", "IllegalWorkflowStateException"), ("ResumeWorkflowRun", "InvalidInputException"),
            ("GetWorkflowRun", "EntityNotFoundException"),
        ],
        ["wait", "join", "coalesce", "fail"]
    )
    func aRunThatGlueDoesNotResumeIsStartedAnew(refusal: (operation: String, code: String), policy: String) async throws
    {
        let local = try LocalStarter()
        defer { local.stop() }
        try await local.invoke(request("resume", token: "t1", policy: policy))
        local.end("wr_1", failed: 1)
        try await local.sweep()
        local.fault { operation, _ in operation == refusal.operation ? .error(400, refusal.code) : nil }
        #expect(try await local.invoke(request("resume", token: "t2", policy: policy)).output["runId"] == "wr_2")
        local.noFaults()
        #expect(local.glue.runs.map(\.previousID) == [nil, nil])
        local.end("wr_2")
        try await local.sweep()
        #expect(local.stepFunctions.outcomes["t2"]?.run?["runId"] == "wr_2")
        #expect(local.openItems.isEmpty)
    }

    /// A missing permission is not hidden behind a run of everything.
    @Test func aResumeThatIsDeniedIsAnError() async throws {
        let local = try LocalStarter()
        defer { local.stop() }
        try await local.invoke(request("resume", token: "t1"))
        local.end("wr_1", failed: 1)
        try await local.sweep()
        local.fault { operation, _ in operation == "ResumeWorkflowRun" ? .error(400, "AccessDeniedException") : nil }
        #expect(await local.errorOf(request("resume", token: "t2")) == "Glue.AccessDenied")
        #expect(local.glue.runs.count == 1)
    }

    /// The failed run carries the same key: it is not taken for the new one.
    @Test func aRestartWhoseAnswerIsLostIsNotTheFailedRun() async throws {
        let local = try LocalStarter()
        defer { local.stop() }
        try await local.invoke(request("restart", token: "t1"))
        local.end("wr_1", failed: 1)
        try await local.sweep()
        local.fault { operation, _ in operation == "StartWorkflowRun" ? .answerLost : nil }
        #expect(try await local.invoke(request("restart", token: "t2")).output["runId"] == "wr_2")
        local.fault { operation, _ in operation == "StartWorkflowRun" ? .lost : nil }
        local.end("wr_2", failed: 1)
        try await local.sweep()
        #expect(try await local.invoke(request("restart", token: "t3")).output["status"] == "QUEUED")
        #expect(local.glue.runs.count == 2)
    }
}

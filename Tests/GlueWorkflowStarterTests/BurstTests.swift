import LambdaRuntime
import TestSupport
import Testing

@testable import GlueWorkflowStarter

/// Many requests while a run is in flight.
@Suite(.serialized) struct BurstTests {
    /// The event ids that the runs say they cover, by the run properties or by the table these name.
    private func eventsOfRuns(_ local: LocalStarter) -> [String] {
        local.glue.runs.flatMap { run -> [String] in
            if let ids = run.properties["starter.eventIds"] { return ids.split(separator: ",").map(String.init) }
            guard let partition = run.properties["starter.eventsKey"] else { return [] }
            return local.table.items(under: partition).filter { $0["sk"]?["S"]?.string?.hasPrefix("event/") == true }
                .compactMap { try? JSON.parse($0["document"]?["S"]?.string ?? "") }
                .flatMap { $0["eventIds"]?.array?.compactMap(\.string) ?? [] }
        }
    }

    @Test func manyEventsAtOnceMakeTwoRunsAndLoseNone() async throws {
        let local = try LocalStarter()
        defer { local.stop() }
        let events = (0..<200).map { "event-\($0)" }
        let errors = await concurrentAttempt(events, limit: 64) { event in
            try await local.invoke(LocalStarter.start(event, token: "token-\(event)", concurrency: "coalesce"))
        }
        #expect(errors.isEmpty)
        #expect(local.glue.runs.count == 1)
        local.end("wr_1")
        try await local.sweep()
        #expect(local.glue.runs.count == 2)
        #expect(eventsOfRuns(local).sorted() == events.sorted(), "each event in one run, none in two")
        #expect(local.glue.runs.compactMap { Int($0.properties["starter.eventCount"] ?? "") }.reduce(0, +) == 200)
        local.end("wr_2", failed: 1)
        try await local.sweep()
        #expect(local.stepFunctions.outcomes.count == 200)
        let first = local.stepFunctions.outcomes.values.count { $0.run?["runId"] == "wr_1" && $0.error == nil }
        let second = local.stepFunctions.outcomes.values.count {
            $0.run?["runId"] == "wr_2" && $0.error == "Glue.WorkflowFailed"
        }
        #expect(first + second == 200)
        #expect(local.openItems.isEmpty)
        try await local.sweep()
        #expect(local.glue.runs.count == 2)
    }

    @Test func hundredsOfEventsWithinAWindowMakeOneRun() async throws {
        let local = try LocalStarter()
        defer { local.stop() }
        let events = (0..<300).map { "event-\($0)" }
        let errors = await concurrentAttempt(events, limit: 64) { event in
            let input = LocalStarter.start(event, token: "t-\(event)", concurrency: "coalesce", ["windowSeconds": 120])
            try await local.invoke(input)
        }
        #expect(errors.isEmpty)
        try await local.sweep()
        #expect(local.glue.runs.isEmpty, "the window is open")
        local.advance(.seconds(121))
        try await local.sweep()
        #expect(local.glue.runs.count == 1)
        #expect(eventsOfRuns(local).sorted() == events.sorted())
        #expect(local.glue.runs[0].properties["starter.eventIds"] == nil, "so many ids are too long for a property")
        local.end("wr_1")
        try await local.sweep()
        #expect(local.stepFunctions.outcomes.count == 300)
        #expect(local.stepFunctions.outcomes.values.allSatisfy { $0.run?["status"] == "SUCCEEDED" })
    }

    /// In the property a comma would make two ids of one.
    @Test(arguments: ["wait", "coalesce", "join"])
    func idsWithACommaAreInTheTable(concurrency: String) async throws {
        let local = try LocalStarter()
        defer { local.stop() }
        let key = "csv/customers/customers, north-20261127.csv"
        try await local.invoke(LocalStarter.start(key, concurrency: concurrency))
        #expect(local.glue.runs.count == 1)
        #expect(local.glue.runs[0].properties["starter.eventIds"] == nil)
        #expect(eventsOfRuns(local) == [key])
    }

    @Test func aBurstWhoseNextRunIsKilledAtAnyStepLosesNone() async throws {
        for step in 0..<60 {
            let local = try LocalStarter()
            defer { local.stop() }
            for event in 0..<3 {
                try await local.invoke(LocalStarter.start("e\(event)", token: "t\(event)", concurrency: "coalesce"))
            }
            local.end("wr_1")
            local.kill.arm(at: step, .beforeItWasDone)
            _ = try? await local.sweep()
            let wasKilled = local.kill.wasReached
            local.kill.revive()
            for _ in 0..<3 {
                local.advance(.seconds(400))
                try await local.sweep()
            }
            try #require(local.glue.runs.count == 2, "killed at step \(step)")
            #expect(eventsOfRuns(local).sorted() == (0..<3).map { "e\($0)" })
            local.end("wr_2")
            try await local.sweep()
            #expect(local.stepFunctions.outcomes.count == 3)
            if !wasKilled { return }
        }
        Issue.record("the sweep never got through")
    }

    /// Its record is written, and its place in the queue is not, when the run ends: a sweep starts its run, and so would the
    /// invocation itself.
    @Test(arguments: [true, false])
    func aRequestThatQueuesWhileTheRunEndsIsNotForgotten(isSwept: Bool) async throws {
        let local = try LocalStarter()
        defer { local.stop() }
        try await local.invoke(LocalStarter.start("e1", concurrency: "coalesce"))
        let gate = Gate { operation, input in
            operation == "PutItem" && input["Item"]?["pk"]?["S"]?.string?.hasPrefix("queue/") == true
        }
        local.hold(gate)
        async let late = local.invoke(LocalStarter.start("e2", concurrency: "coalesce"))
        await gate.reached()
        local.end("wr_1")
        if isSwept {
            try await local.sweep()
            try await local.sweep()
        } else {
            try await local.invoke(["mode": "check", "workflow": .string(FakeGlue.workflow), "eventId": "e1"])
            #expect(local.glue.runs.count == 1)
        }
        gate.open()
        #expect(try await late.output["runId"] == "wr_2", "without waiting for the next sweep")
        #expect(local.glue.runs.count == 2)
    }

    @Test func manySweepsAtOnceStartOneRun() async throws {
        let local = try LocalStarter()
        defer { local.stop() }
        for event in 0..<4 {
            try await local.invoke(LocalStarter.start("e\(event)", token: "t\(event)", concurrency: "coalesce"))
        }
        local.end("wr_1")
        #expect(await concurrentAttempt(Array(0..<12), limit: 32) { _ in try await local.sweep() }.isEmpty)
        try await local.sweep()
        #expect(local.glue.runs.count == 2)
        #expect(eventsOfRuns(local).sorted() == ["e0", "e1", "e2", "e3"])
        #expect(local.stepFunctions.outcomes.count == 1)
    }

    @Test func aCoalescedRunGetsTheLaterValueOfAPropertyAndTheTableKeepsBoth() async throws {
        let local = try LocalStarter()
        defer { local.stop() }
        try await local.invoke(LocalStarter.start("e0", concurrency: "coalesce"))
        for number in 1...2 {
            local.advance(.seconds(1))
            try await local.invoke(
                LocalStarter.start("e\(number)", concurrency: "coalesce", ["properties": ["day": .string("\(number)")]])
            )
        }
        local.end("wr_1")
        try await local.sweep()
        let run = try #require(local.glue.runs.last)
        #expect(run.properties["day"] == "2")
        #expect(run.properties["starter.eventIds"] == "e1,e2")
        let kept = local.documents("event/").compactMap { $0["properties"]?["day"]?.string }
        #expect(kept.sorted() == ["1", "2"])
    }

    /// Glue hands a run's properties to its jobs whole. Requests that would make them too long are the next run's.
    @Test func aCoalescedRunsPropertiesHaveABound() async throws {
        let local = try LocalStarter()
        defer { local.stop() }
        try await local.invoke(LocalStarter.start("e0", concurrency: "coalesce"))
        for number in 1...6 {
            let value = String(repeating: "x", count: 14_000)
            local.advance(.seconds(1))
            try await local.invoke(
                LocalStarter.start(
                    "e\(number)",
                    token: "t\(number)",
                    concurrency: "coalesce",
                    ["properties": ["p\(number)": .string(value)]]
                )
            )
        }
        for number in 1...4 {
            local.end("wr_\(number)")
            try await local.sweep()
        }
        #expect(local.glue.runs.map { $0.properties["starter.eventIds"] } == ["e0", "e1,e2", "e3,e4", "e5,e6"])
        #expect(local.stepFunctions.outcomes.count == 6)
        #expect(local.openItems.isEmpty)
    }

    @Test func joinedRequestsShareTheRunInFlight() async throws {
        let local = try LocalStarter()
        defer { local.stop() }
        let errors = await concurrentAttempt(Array(0..<100), limit: 32) { number in
            try await local.invoke(LocalStarter.start("e\(number)", token: "t\(number)", concurrency: "join"))
        }
        #expect(errors.isEmpty)
        #expect(local.glue.runs.count == 1)
        local.end("wr_1")
        try await local.sweep()
        #expect(local.stepFunctions.outcomes.count == 100)
        #expect(local.stepFunctions.outcomes.values.count { $0.run?["joined"] == true } == 99)
    }

    @Test(arguments: [1, nil])
    func aRunThatSomebodyElseStartedIsJoined(maxConcurrentRuns: Int?) async throws {
        let local = try LocalStarter()
        defer { local.stop() }
        let now = local.clock.now
        local.withWorld { world in
            world.glue.maxConcurrentRuns = maxConcurrentRuns
            world.glue.add("wr_1", at: now)
        }
        let output = try await local.invoke(LocalStarter.start("e1", token: "t1", concurrency: "join")).output
        #expect(output["runId"] == "wr_1")
        #expect(output["joined"] == true)
        local.end("wr_1")
        try await local.sweep()
        #expect(local.stepFunctions.outcomes["t1"]?.run?["status"] == "SUCCEEDED")
    }

    @Test func waitingRequestsGetTheirOwnRunsOneAfterAnother() async throws {
        let local = try LocalStarter()
        defer { local.stop() }
        local.withWorld { $0.glue.maxConcurrentRuns = 1 }
        for number in 1...4 {
            local.advance(.seconds(1))
            try await local.invoke(LocalStarter.start("e\(number)", token: "t\(number)"))
        }
        #expect(local.glue.runs.count == 1)
        for number in 1...4 {
            local.end("wr_\(number)")
            // As soon as a run ends, without waiting for the backoff.
            try await local.sweep()
        }
        #expect(local.glue.runs.map { $0.properties["starter.eventIds"] } == ["e1", "e2", "e3", "e4"])
        #expect(local.stepFunctions.outcomes.count == 4)
    }

    @Test func oneThatCannotBeStartedDoesNotKeepTheOthersWaiting() async throws {
        let local = try LocalStarter()
        defer { local.stop() }
        local.withWorld { $0.glue.maxConcurrentRuns = 0 }
        for number in 1...3 {
            local.advance(.seconds(1))
            try await local.invoke(LocalStarter.start("e\(number)"))
        }
        local.withWorld { $0.glue.maxConcurrentRuns = nil }
        local.advance(.seconds(60))
        let puts = SharedCount()
        local.fault { operation, _ in
            operation == "PutItem" && puts.next() == 1 ? .error(500, "InternalServerError") : nil
        }
        #expect(try await local.sweep()["failures"] == 1)
        #expect(local.glue.runs.map { $0.properties["starter.eventIds"] } == ["e2", "e3"])
        local.noFaults()
        try await local.sweep()
        #expect(local.glue.runs.count == 3)
    }

    @Test func refusedStartsBackOffAndAreGivenUpAtTheirLimit() async throws {
        let local = try LocalStarter()
        defer { local.stop() }
        local.withWorld { $0.glue.maxConcurrentRuns = 0 }
        let input = LocalStarter.start("e1", token: "t1", ["waitLimitSeconds": 600])
        #expect(try await local.invoke(input).output["status"] == "QUEUED")
        local.noFaults()
        for _ in 0..<9 {
            local.advance(.seconds(60))
            try await local.sweep()
        }
        let tries = local.operations.count { $0 == "StartWorkflowRun" }
        #expect((2...5).contains(tries), "15, 30, 60, 120, 240 s apart, swept once a minute")
        #expect(local.stepFunctions.outcomes.isEmpty)
        #expect(local.stepFunctions.heartbeats["t1"] == 9, "it is kept alive while it waits")
        local.advance(.seconds(61))
        try await local.sweep()
        #expect(local.stepFunctions.outcomes["t1"]?.error == "Glue.ConcurrentRunsExceeded")
    }

    @Test func failFailsAtOnce() async throws {
        let local = try LocalStarter()
        defer { local.stop() }
        local.withWorld { $0.glue.maxConcurrentRuns = 1 }
        try await local.invoke(LocalStarter.start("e1", concurrency: "fail"))
        #expect(await local.errorOf(LocalStarter.start("e2", concurrency: "fail")) == "Glue.ConcurrentRunsExceeded")
        local.end("wr_1")
        #expect(await local.errorOf(LocalStarter.start("e2", concurrency: "fail")) == nil, "Retry may ask again")
        #expect(local.glue.runs.count == 2)
    }

    @Test func eventsWithoutACallbackOutliveAStartThatCannotWork() async throws {
        let local = try LocalStarter()
        defer { local.stop() }
        local.withWorld { $0.glue.isDeleted = true }
        #expect(await local.errorOf(LocalStarter.start("e1", concurrency: "coalesce")) == "Glue.WorkflowNotFound")
        #expect(await local.errorOf(LocalStarter.start("e2", concurrency: "coalesce")) == "Glue.WorkflowNotFound")
        try await local.sweep()
        #expect(local.glue.runs.isEmpty)
        local.withWorld { $0.glue.isDeleted = false }
        try await local.sweep()
        #expect(local.glue.runs.count == 1)
        #expect(eventsOfRuns(local).sorted() == ["e1", "e2"])
    }

    @Test func aQueuedRequestCanBeCancelled() async throws {
        let local = try LocalStarter()
        defer { local.stop() }
        try await local.invoke(LocalStarter.start("e1", concurrency: "coalesce"))
        try await local.invoke(LocalStarter.start("e2", token: "t2", concurrency: "coalesce"))
        try await local.invoke(["mode": "stop", "workflow": .string(FakeGlue.workflow), "eventId": "e2"])
        #expect(local.stepFunctions.outcomes["t2"]?.error == "Glue.WorkflowStopped")
        local.end("wr_1")
        try await local.sweep()
        try await local.sweep()
        #expect(local.glue.runs.count == 1)
        #expect(local.table.items(under: "queue/example-orders").isEmpty)
    }
}

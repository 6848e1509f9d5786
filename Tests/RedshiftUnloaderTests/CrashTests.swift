import TestSupport
import Testing
import UTCTime

@testable import RedshiftUnloader

/// The process dies at each of its requests in turn, before or after what it asked for was done. Whatever that leaves
/// behind, the sweeper ends with every dataset published, once.
@Suite struct CrashTests {
    private struct Scenario {
        let event: String
        let exports: Int
        let watermark: String?
    }

    private static let daily = Scenario(
        event: #"{"plan": \#(inlinePlan([#"{"table": "a"}"#, #"{"table": "b"}"#], maximumStatements: 1)), "id": "t"}"#,
        exports: 2,
        watermark: nil
    )
    private static let watermark = Scenario(
        event:
            #"{"plan": \#(inlinePlan([#"{"table": "a"}"#], window: #"{"watermark": "at", "lag": "5m", "initial": "2026-11-20T00:00:00Z"}"#, defaults: #"{"schema": "s", "to": "${export}/${window.to:HHmmss}/"}"#)), "id": "t"}"#,
        exports: 1,
        watermark: "2026-11-21T01:55:05.000Z"
    )

    /// - Returns: whether the kill came: there are no more requests than that.
    private func run(_ scenario: Scenario, killAt call: Int, isDone: Bool, retries: Bool) async throws -> Bool {
        let bench = try UnloaderBench()
        defer { bench.cloud.server.stop() }
        bench.cloud.world.with { $0.killAt = (call, isDone) }
        // The trigger, its statements' events and their followers, until the process dies or everything is done.
        _ = try? await bench.invoke(scenario.event)
        for _ in 0..<scenario.exports { try? await bench.finishStatements() }
        let isKilled = bench.cloud.world.with { world in
            let isKilled = world.isDead
            world.isDead = false
            world.killAt = nil
            // Events that came while it was dead are lost; statements end all the same.
            for index in world.statements.indices { FakeRedshift.end(index, &world) }
            return isKilled
        }
        // Lambda delivers an asynchronous event again whose process died.
        if retries { try await bench.invoke(scenario.event) }
        bench.pass(.seconds(1800))
        for _ in 0..<4 {
            try await bench.invoke(#"{"sweep": true}"#, requestID: "sweep")
            bench.cloud.world.with { world in
                for index in world.statements.indices { FakeRedshift.end(index, &world) }
            }
        }
        let label = "killed at request \(call), \(isDone ? "after" : "before") it was done"
        // Killed before its first write, nobody but the trigger's own retry knows of the run.
        let isKnown = retries || call > 1 || isDone
        let published = bench.cloud.world.with { $0.published }
        #expect(published.count == (isKnown ? scenario.exports : 0), "\(label)")
        // Twice the same bytes is once: nobody can tell.
        for (key, bodies) in published { #expect(Set(bodies).count == 1, "\(label): \(key)") }
        #expect(bench.cloud.world.with { Set($0.statements.map(\.sql)).count } == published.count, "\(label)")
        #expect(bench.cloud.world.with { $0.openWork } == [], "\(label)")
        #expect(bench.cloud.world.with { $0.strayObjects } == [], "\(label)")
        if let watermark = scenario.watermark, isKnown {
            let item = bench.cloud.world.with { $0.item("watermark#inline", "a") }
            #expect(item?["status"]?["S"]?.string == watermark, "\(label)")
            #expect(item?["document"]?["S"]?.string?.contains("holder") == false, "\(label)")
        }
        return isKilled
    }

    @Test(arguments: [true, false]) func dailyRunsEndPublishedOnce(isDone: Bool) async throws {
        var call = 1
        while try await run(Self.daily, killAt: call, isDone: isDone, retries: false) { call += 1 }
        // Each of two exports: mark, item, claim, submission, …: were it fewer, the kills would miss steps.
        #expect(call > 30)
    }

    @Test(arguments: [true, false]) func watermarkRunsEndPublishedOnce(isDone: Bool) async throws {
        var call = 1
        while try await run(Self.watermark, killAt: call, isDone: isDone, retries: false) { call += 1 }
        #expect(call > 30)
    }

    /// Lambda delivers an asynchronous event again whose process died: while the run is being started that matters.
    @Test(arguments: [true, false]) func theTriggersOwnRetryDoesNotPublishTwice(isDone: Bool) async throws {
        for call in 1...20 {
            #expect(try await run(Self.watermark, killAt: call, isDone: isDone, retries: true))
        }
    }
}

import JSON
import StateStore
import TestSupport
import Testing
import UTCTime

@testable import RedshiftUnloader

/// No number in a document of the state table traps, or keeps an invocation busy for ever.
@Suite struct HostileNumberTests {
    /// Moments of the function's life, each with documents that count something.
    enum Moment: String, CaseIterable {
        case submitted, waiting, over, byWatermark, byInteger, backfill
    }

    private func start(_ moment: Moment, _ bench: UnloaderBench) async throws -> String {
        let defaults = #"{"schema": "s", "to": "${export}/${window.to:yyyyMMddHHmmss}/", "window_column": "id"}"#
        func start(_ plan: String) async throws -> String {
            try await bench.invoke(startEvent(plan: plan)).run?.id ?? ""
        }
        switch moment {
        case .submitted: return try await start(inlinePlan([#"{"table": "orders"}"#]))
        case .waiting, .over:
            let message = moment == .over ? "syntax error" : "ERROR: 1023"
            bench.cloud.world.with { $0.script = { _ in .init(end: .failed(message)) } }
            let id = try await start(inlinePlan([#"{"table": "orders"}"#]))
            try await bench.finishStatements()
            bench.cloud.world.with { $0.script = { _ in .init() } }
            return id
        case .byWatermark:
            let window = #"{"watermark": "at", "initial": "2026-11-01T00:00:00Z", "lookback": "1h"}"#
            return try await start(inlinePlan([#"{"table": "orders"}"#], window: window, defaults: defaults))
        case .byInteger:
            let window = #"{"watermark": "id", "type": "integer", "initial": 5, "lookback": 3}"#
            let place = #"{"schema": "s", "to": "${export}/${run}/"}"#
            return try await start(inlinePlan([#"{"table": "orders"}"#], window: window, defaults: place))
        case .backfill:
            let range = #""from": "2026-11-01T00:00:00Z", "to": "2026-11-04T00:00:00Z", "concurrency": 2"#
            let plan = inlinePlan([#"{"table": "orders"}"#])
            return try await bench.invoke(#"{"backfill": {"plan": \#(plan), \#(range)}}"#).backfill?.id ?? ""
        }
    }

    @Test(arguments: Moment.allCases) func noNumberOfADocumentTraps(moment: Moment) async throws {
        let bench = try UnloaderBench()
        defer { bench.cloud.server.stop() }
        let id = try await start(moment, bench)
        #expect(!id.isEmpty)
        let tables = bench.cloud.world.with { $0.database.withHostileNumbers }
        #expect(tables.count >= 30)
        for table in tables {
            bench.cloud.world.with { $0.database = table }
            for event in [#"{"sweep": true}"#, #"{"retry": "\#(id)"}"#] {
                _ = try? await bench.invoke(event)
                try? await bench.finishStatements()
                bench.pass(.seconds(400))
            }
        }
    }

    /// A run by watermark and its window, with each number of each kind, those in times as well.
    @Test func noNumberOfAWindowTraps() throws {
        let window =
            #"{"initial":{"time":"2026-11-01T00:00:00Z"},"end":"2026-11-21T00:00:00Z","lookbackSeconds":60,"lookbackCount":3}"#
        var read = 0
        for text in HostileNumbers.variants(of: window) + HostileNumbers.integerVariants(of: window) {
            guard let window = try? JSONDocument(text).decode(WatermarkWindowRule.self) else { continue }
            read += 1
            for mark in [
                WatermarkValue.time(.now()), .time(UTCTime(millisecondsSinceEpoch: .min)), .integer(.min),
                .integer(.max),
            ] {
                _ = window.window(from: mark).text
            }
        }
        #expect(read > 20)
    }

    @Test(arguments: [Int64.min, -1, 0, 1, (256 << 20) + 1, 50 << 40, .max]) func noSizeOfAFileTraps(size: Int64) {
        #expect((PartCopyRanges.ranges(size: size)?.count ?? 0) <= 10_000)
    }
}

import TestSupport
import Testing
import UTCTime

@testable import RedshiftLoader

/// No number in a document of the state table traps, or keeps an invocation busy for ever.
@Suite(.serialized) struct HostileNumberTests {
    enum Moment: String, CaseIterable {
        case preparing, submitted, waiting, arrived, backfill, migrating, migratingHalfway
    }

    private static let backfill = #"{"backfill": {"id": "x", "table": "b.other"}}"#
    private static let migrations = [
        "V1__a.sql": "CREATE TABLE a.x (id int)", "V2__b.sql": "SELECT 1; VACUUM a.x; SELECT 2",
    ]
    private static let migrating = LoaderBench.plan + "\nmigrations: migrations/sales\n"

    private func start(_ moment: Moment, _ bench: LoaderBench) async throws {
        switch moment {
        case .preparing: try await bench.invoke(LoaderBench.load(1...2))
        case .submitted:
            try await bench.invoke(LoaderBench.load(1...1))
            try await bench.finish()
            try await bench.invoke(LoaderBench.load(2...3))
        case .waiting:
            bench.world { $0.faults = [("COPY", "ERROR: 1023", 1)] }
            try await bench.invoke(LoaderBench.load(1...2))
            try await bench.finish()
        case .arrived: try await bench.invoke(LoaderBench.arrival(1...3))
        case .backfill:
            bench.world { $0.listed = (1...3).map { ("changes/\($0).csv", "e\($0)", "2026-11-20T00:00:00.000Z") } }
            try await bench.invoke(Self.backfill)
        case .migrating: try await bench.invoke(#"{"migrate": true}"#)
        case .migratingHalfway:
            try await bench.invoke(#"{"migrate": true}"#)
            for _ in 0..<3 {
                let name = bench.world { world -> String in
                    let last = world.statements.indices.last ?? 0
                    FakeWarehouse.end(last, &world)
                    return world.statements[last].name
                }
                try await bench.invoke(LoaderBench.over(name))
            }
        }
    }

    @Test(arguments: Moment.allCases) func noNumberOfADocumentTraps(moment: Moment) async throws {
        let bench =
            try moment == .migrating || moment == .migratingHalfway
            ? LoaderBench(plan: Self.migrating, migrations: Self.migrations) : LoaderBench()
        defer { bench.stop() }
        try await start(moment, bench)
        let world = bench.world { $0 }
        // The moments share most of their documents: each tries another third of the numbers.
        let third = (Moment.allCases.firstIndex(of: moment) ?? 0) % 3
        let tables = world.database.withHostileNumbers.enumerated().filter { $0.offset % 3 == third }.map(\.element)
        #expect(tables.count >= 2)
        for table in tables {
            bench.world {
                $0 = world
                $0.database = table
            }
            for _ in 0..<2 {
                bench.world { $0.now = $0.now.advanced(by: .seconds(700)) }
                _ = try? await bench.invoke(#"{"sweep": true}"#)
                try? await bench.finish()
            }
            for id in bench.loadIDs { _ = try? await bench.invoke(#"{"retry": "\#(id)"}"#) }
        }
    }
}

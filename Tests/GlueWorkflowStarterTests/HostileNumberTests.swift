import TestSupport
import Testing

@testable import GlueWorkflowStarter

/// No number in a document of the state table traps, or keeps an invocation busy for ever.
@Suite struct HostileNumberTests {
    enum Moment: String, CaseIterable {
        case running, refused, queued, over
    }

    private func start(_ moment: Moment, _ local: LocalStarter) async throws {
        switch moment {
        case .running: try await local.invoke(LocalStarter.start("e1", token: "t1"))
        case .refused:
            local.fault { operation, _ in
                operation == "StartWorkflowRun" ? .error(400, "ConcurrentRunsExceededException") : nil
            }
            try await local.invoke(LocalStarter.start("e1", token: "t1"))
            local.noFaults()
        case .queued:
            for event in ["e1", "e2"] {
                try await local.invoke(LocalStarter.start(event, token: "t-\(event)", concurrency: "coalesce"))
            }
        case .over:
            try await local.invoke(LocalStarter.start("e1"))
            local.end("wr_1")
            try await local.sweep()
        }
    }

    @Test(arguments: Moment.allCases) func noNumberOfADocumentTraps(moment: Moment) async throws {
        let local = try LocalStarter()
        defer { local.stop() }
        try await start(moment, local)
        let tables = local.table.withHostileNumbers
        #expect(tables.count >= 15)
        for table in tables {
            local.withWorld { $0.table = table }
            // Refused once more, and then started.
            local.fault { operation, number in
                operation == "StartWorkflowRun" && number < 20 ? .error(400, "ConcurrentRunsExceededException") : nil
            }
            _ = try? await local.sweep()
            local.advance(.seconds(400))
            local.noFaults()
            _ = try? await local.sweep()
            _ = try? await local.invoke(LocalStarter.start("e1"))
            _ = try? await local.sweep()
        }
    }
}

import AWSS3
import RedshiftSQL
import TestSupport
import Testing

@testable import RedshiftLoader

/// Redshift matches columns by position: a file of which nobody can say the columns must not be loaded as if they were the plan's.
@Suite(.serialized) struct UnknownColumnsTests {
    private static func plan(_ format: String) -> String {
        """
        window: {every: 15m, wait: 2m}
        sources:
          changes: {from: s3://example/changes/, \(format), columns: {seq: varchar(35), id: bigint}, order: seq}
        tables:
          a.m: {source: changes, strategy: merge, unique_key: id}
        """
    }

    private static func load(_ bytes: Int) -> String {
        #"{"load": {"files": [{"uri": "s3://example/changes/1.x", "etag": "e1", "bytes": \#(bytes)}]}}"#
    }

    /// The message of the one load, which must be held.
    private func held(_ bench: LoaderBench, _ bytes: Int) async throws -> String {
        try await bench.invoke(Self.load(bytes))
        try await bench.sweep()
        #expect(bench.statuses == ["SchemaHeld"])
        #expect(bench.world { $0.loaded.isEmpty })
        return try await bench.messages().first ?? ""
    }

    @Test(arguments: ["format: csv, header: true", "format: csv, header: true, compression: gzip", "format: parquet"])
    func aFileThatTheFunctionMayNotReadIsHeldUntilItMay(format: String) async throws {
        let bench = try LoaderBench(plan: Self.plan(format))
        defer { bench.stop() }
        bench.world { $0.forbidden = ["example/changes/1.x"] }
        let message = try await held(bench, 20)
        #expect(message.contains("which has its columns: AccessDenied; give its role s3:GetObject"))

        // The policy is mended; the columns are in another order than the plan's.
        guard format == "format: csv, header: true" else { return }
        bench.world { world in
            world.forbidden = []
            world.objects["example/changes/1.x"] = Array("id,seq\n1,a\n".utf8)
        }
        try await bench.invoke(#"{"retry": "\#(bench.loadIDs[0])"}"#)
        try await bench.sweep()
        #expect(bench.statuses == ["Loaded"])
        let copy = bench.world { $0.statements.flatMap(\.sqls).first { $0.hasPrefix("COPY ") } }
        #expect(copy?.contains(#"("id", "seq")"#) == true)
    }

    @Test func aHeaderThatDoesNotEndIsHeld() async throws {
        let bench = try LoaderBench(plan: Self.plan("format: csv, header: true"))
        defer { bench.stop() }
        bench.world { $0.objects["example/changes/1.x"] = Array("\"id,seq\n1,a\n".utf8) }
        #expect(try await held(bench, 12).contains("the first line does not end within the file's first MB"))
    }

    /// The first 64 kB do not hold it.
    @Test func aLongHeaderIsReadWhole() async throws {
        let bench = try LoaderBench(
            plan: Self.plan("format: csv, header: true") + "\nschema: {new_columns: ignore}"
        )
        defer { bench.stop() }
        let others = (0..<9000).map { "a_column_of_theirs_\($0)" }.joined(separator: ",")
        let text = Array("id,\(others),seq\n".utf8)
        bench.world { $0.objects["example/changes/1.x"] = text }
        #expect(text.count > 200_000)
        let file = PendingFile(
            location: try #require(S3Location("s3://example/changes/1.x")),
            eTag: "e1",
            bytes: Int64(text.count)
        )
        let services = try bench.function().services.get()
        let plan = try await services.defaultPlan(deadline: nil)
        let inspector = FileInspector(services: services, deadline: .now + .seconds(60))
        let found = try await inspector.inspect([file], of: try #require(plan.sources.first))
        #expect(found.first?.columns?.count == 9002)
        #expect(found.first?.columns?.last == "seq")
    }

    /// The end is Parquet's, and what is before it is not.
    @Test func aFooterThatCannotBeReadIsHeld() async throws {
        let bench = try LoaderBench(plan: Self.plan("format: parquet"))
        defer { bench.stop() }
        let file: [UInt8] = Array("PAR1".utf8) + [0xFF, 0xFF, 0xFF, 0xFF] + [4, 0, 0, 0] + Array("PAR1".utf8)
        bench.world { $0.objects["example/changes/1.x"] = file }
        #expect(try await held(bench, file.count).contains("the file has a "))
    }
}

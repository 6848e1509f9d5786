import LocalFile
import Synchronization
import Testing
import TestSupport

@testable import DMSCompletionHandler

/// Rows of an S3 target by the footers of its Parquet files, which pyarrow wrote (Tests/ParquetFiles).
@Suite struct ParquetFooterCounterTests {
    private static let folder =
        #filePath.split(separator: "/").dropLast(2).reduce("") { "\($0)/\($1)" } + "/ParquetFiles"

    private static func file(_ name: String) throws -> [UInt8] {
        try LocalFile.bytes(at: "\(folder)/\(name)")
    }

    private static let target =
        #""target":{"kind":"s3","bucket":"example-raw","prefix":"shop","rows":"footers"}"#

    private func aws(rows: Int, _ files: [String: [UInt8]]) throws -> FakeAWS {
        var world = FakeAWS.World()
        world.tasks[HandlerHarness.task] = HandlerHarness.finished
        world.tables = [HandlerHarness.table("t", rows: rows)]
        for (name, bytes) in files { world.put("shop/public/t/\(name)", bytes) }
        return try FakeAWS(world)
    }

    private func reason(_ aws: FakeAWS) async throws -> String? {
        let result = try await HandlerHarness(aws, Self.target).run(HandlerHarness.stopped())
        return result.first["quarantinedTables"]?.elements.first?["reason"]?.string
    }

    @Test(arguments: [
        ("snappy-7.parquet", 7), ("zstd-nested-1000.parquet", 1_000), ("empty-0.parquet", 0),
        ("row-groups-250.parquet", 250), ("wide-12.parquet", 12),
    ])
    func aFileOfARealWriterIsCounted(name: String, rows: Int) async throws {
        let aws = try aws(rows: rows, ["LOAD00000001.parquet": try Self.file(name)])
        let result = try await HandlerHarness(aws, Self.target).run(HandlerHarness.stopped())
        #expect(result.names == ["Passed"], "\(result.first)")
        let text = try #require(aws.world.withLock { $0.objects.values.first })
        #expect(text.contains(#""files": \#(rows)"#), "\(text)")
    }

    @Test func theFilesOfATableAreAddedUp() async throws {
        let files = [
            "LOAD00000001.parquet": try Self.file("snappy-7.parquet"),
            "LOAD00000002.parquet": try Self.file("row-groups-250.parquet"),
        ]
        #expect(try await reason(try aws(rows: 257, files)) == nil)
        #expect(try await reason(try aws(rows: 300, files)) == "DMS 300, files 257 rows: a difference of 43")
    }

    @Test func aFooterIsReadByItsRangeAndNotTheFile() async throws {
        // Rows that nobody reads stand before the footer: 1 MB of them.
        let file = try Self.file("snappy-7.parquet")
        let long = Array(file.prefix(4)) + [UInt8](repeating: 0, count: 1 << 20) + file.dropFirst(4)
        let aws = try aws(rows: 7, ["LOAD00000001.parquet": long])
        #expect(try await reason(aws) == nil)
        #expect(aws.ranges.withLock { $0 } == ["bytes=-65536"])
    }

    @Test func aFooterLongerThanTheFirstReadIsReadByASecondRange() async throws {
        let file = try Self.file("wide-12.parquet")
        let aws = try aws(rows: 12, ["LOAD00000001.parquet": file])
        #expect(try await reason(aws) == nil)
        let ranges = aws.ranges.withLock { $0 }
        #expect(ranges.count == 2 && ranges.first == "bytes=-65536", "\(ranges)")
    }

    @Test(
        arguments: [
            ([], "has 0 bytes"), (Array("PAR1".utf8), "has 4 bytes"),
            (Array("id,name\n1,a\n2,b\n".utf8), "does not end as Parquet does"),
            (Array("PAR1".utf8) + [0, 0, 0, 0] + Array("PARE".utf8), "has an encrypted footer"),
            (Array("PAR1".utf8) + [1, 0, 0, 0x7F] + Array("PAR1".utf8), "footer"),
            (Array("PAR1".utf8) + [0xFF, 0xFF, 0xFF, 0xFF] + Array("PAR1".utf8), "footer"),
            (Array("PAR1".utf8) + [4, 0, 0, 0] + Array("PAR1".utf8), "footer"),
        ] as [([UInt8], String)]
    )
    func aFileThatIsNoParquetIsItsTablesFault(bytes: [UInt8], words: String) async throws {
        let files = ["LOAD00000001.parquet": try Self.file("snappy-7.parquet"), "LOAD00000002.parquet": bytes]
        let reason = try await reason(try aws(rows: 7, files)) ?? ""
        #expect(reason.contains("LOAD00000002.parquet") && reason.contains(words), "\(reason)")
    }

    @Test func aFileThatCannotBeReadForNowBlocksTheCheckAndNotTheTable() async throws {
        let aws = try aws(rows: 7, ["LOAD00000001.parquet": try Self.file("snappy-7.parquet")])
        // The manifest is asked for first.
        aws.world.withLock { $0.failures["GetObject"] = ["404 NoSuchKey", "503 SlowDown"] }
        let harness = try await HandlerHarness(aws, Self.target)
        #expect(try await harness.run(HandlerHarness.stopped(), requestID: "first").names == ["Rechecking"])
        #expect(try await harness.run(HandlerHarness.stopped(), requestID: "second").names == ["Passed"])
    }

    @Test func filesOfManyListedPagesAreAllCounted() async throws {
        let file = try Self.file("snappy-7.parquet")
        let files = Dictionary(uniqueKeysWithValues: (1...25).map { ("LOAD\(1000 + $0).parquet", file) })
        let aws = try aws(rows: 175, files)
        aws.world.withLock { $0.store.pageSize = 10 }
        #expect(try await reason(aws) == nil)
        #expect(aws.bodies("ListObjectsV2").count == 3)
    }

    @Test func aTaskThatFollowsChangesIsNotCountedByFooters() async throws {
        let aws = try aws(rows: 7, ["LOAD00000001.parquet": Array("no parquet".utf8)])
        aws.world.withLock {
            $0.tasks[HandlerHarness.task] = HandlerHarness.finished.replacing(
                "\"full-load\"",
                with: "\"full-load-and-cdc\""
            )
            .replacing("FULL_LOAD_ONLY_FINISHED", with: "STOPPED_AFTER_CACHED_EVENTS")
        }
        let migration = Self.target + #","accept_stops":["STOPPED_AFTER_CACHED_EVENTS"]"#
        #expect(try await HandlerHarness(aws, migration).run(HandlerHarness.stopped()).names == ["Passed"])
    }
}

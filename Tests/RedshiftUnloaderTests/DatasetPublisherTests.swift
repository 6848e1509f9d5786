import AWSS3
import TestSupport
import Testing
import UTCTime

@testable import RedshiftUnloader

@Suite struct DatasetPublisherTests {
    /// Issue 11.19: whoever reads a place by its prefix reads just the dataset.
    @Test func aPublishedPrefixHoldsOnlyWhatReadersMayRead() async throws {
        let bench = try UnloaderBench()
        defer { bench.cloud.server.stop() }
        bench.cloud.world.with { $0.script = { $0.name.hasSuffix("/1") ? .init(count: 7) : .init() } }
        let id = try #require(try await bench.invoke(startEvent()).run?.id)
        try await bench.finishStatements()
        // The attempt that did not check is gone.
        #expect(bench.cloud.world.with { $0.objects.isEmpty })
        try await bench.invoke(#"{"retry": "\#(id)"}"#)
        try await bench.finishStatements()
        #expect(bench.cloud.world.with { $0.strayObjects } == [])
        // Nothing hidden is left either: the dataset's manifest has all that Redshift's had.
        #expect(bench.cloud.world.with { $0.objects.keys.filter { $0.contains("/_unload/") } } == [])
        // Another run of the same window takes the place of the first one's files.
        let other = try #require(try await bench.invoke(startEvent([#"{"table": "orders", "where": "true"}"#])).run?.id)
        try await bench.finishStatements()
        try await bench.invoke(#"{"retry": "\#(other)"}"#)
        try await bench.finishStatements()
        #expect(bench.cloud.world.with { $0.strayObjects } == [])
        #expect(bench.cloud.world.with { $0.objects.keys.filter { $0.contains(id) } } == [])
    }

    @Test(arguments: [("none", 0), ("gzip", 20), ("bzip2", 14), ("zstd", 13)])
    func anEmptyDatasetNamesAFileThatCOPYCanLoad(compression: String, bytes: Int) async throws {
        let bench = try UnloaderBench()
        defer { bench.cloud.server.stop() }
        bench.cloud.world.with { $0.script = { _ in .init(files: [], hasManifest: false) } }
        let export = #"{"table": "orders", "format": "csv", "compression": "\#(compression)"}"#
        try await bench.invoke(startEvent([export]))
        try await bench.finishStatements()
        let dataset = try #require(bench.dataset(ordersKey))
        #expect(dataset["rows"]?.int == 0)
        let url = try #require(dataset["entries"]?.array?.first?["url"]?.string)
        #expect(bench.cloud.world.with { $0.objects[String(url.dropFirst(5))]?.count } == bytes)
    }

    @Test func datasetsBecomePartitionsWhenAsked() async throws {
        let bench = try UnloaderBench()
        defer { bench.cloud.server.stop() }
        let catalog =
            ##""catalog": {"database": "lake", "table": "orders", "partition": ["${window.from:yyyy-MM-dd}"]}"##
        for condition in ["true", "1 = 1"] {
            try await bench.invoke(startEvent([#"{"table": "orders", "where": "\#(condition)", \#(catalog)}"#]))
            try await bench.finishStatements()
        }
        let partition = try #require(bench.cloud.world.with { $0.partitions["lake.orders/2026-11-20"] })
        let run = try #require(bench.dataset(ordersKey)?["run"]?.string)
        #expect(
            partition["StorageDescriptor"]?["Location"]?.string
                == "s3://example-lake/lake/orders/2026-11-20/unload-\(run)-1/"
        )
        #expect(partition["StorageDescriptor"]?["InputFormat"]?.string == "parquet")
    }

    /// A partition that the catalog refuses is not published: the dataset that was there stays whole, for readers of all three kinds.
    @Test(arguments: ["AccessDeniedException", "EntityNotFoundException", "GlueEncryptionException"])
    func whatTheCatalogRefusesLeavesTheDatasetThatWasThere(code: String) async throws {
        let bench = try UnloaderBench()
        defer { bench.cloud.server.stop() }
        let catalog =
            ##""catalog": {"database": "lake", "table": "orders", "partition": ["${window.from:yyyy-MM-dd}"]}"##
        try await bench.invoke(startEvent([#"{"table": "orders", \#(catalog)}"#]))
        try await bench.finishStatements()
        let first = try #require(bench.dataset(ordersKey))
        bench.cloud.world.with { $0.failures = [.init(operation: "GetTable", code: code, times: 9)] }
        let event = startEvent([#"{"table": "orders", "where": "true", \#(catalog)}"#])
        let id = try #require(try await bench.invoke(event).run?.id)
        try await bench.finishStatements()
        let run = try #require(try await bench.invoke(#"{"status": "\#(id)"}"#).run)
        #expect(run.state("orders") == "Failed")
        #expect(run.exports.first?.message?.contains(code) == true)
        #expect(bench.dataset(ordersKey) == first)
        let urls = (first["entries"]?.array ?? []).compactMap { $0["url"]?.string?.dropFirst(5) }
        #expect(urls.count == 2)
        for url in urls { #expect(bench.cloud.world.with { $0.objects[String(url)] } != nil) }
        bench.cloud.world.with { $0.failures = [] }
        try await bench.invoke(#"{"retry": "\#(id)"}"#)
        try await bench.finishStatements()
        #expect(bench.dataset(ordersKey)?["run"]?.string == id)
        #expect(bench.cloud.world.with { $0.strayObjects } == [])
        #expect(
            bench.cloud.world.with { $0.partitions["lake.orders/2026-11-20"]?["StorageDescriptor"]?["Location"] }
                == .string("s3://example-lake/lake/orders/2026-11-20/unload-\(id)-2/")
        )
    }

    /// Issue 11.19: while UNLOAD runs, and until it is verified, its files are hidden from those who list the place.
    @Test func filesAreHiddenUntilTheyArePublished() async throws {
        let bench = try UnloaderBench()
        defer { bench.cloud.server.stop() }
        try await bench.invoke(startEvent())
        bench.cloud.world.with { world in
            for index in world.statements.indices { FakeRedshift.end(index, &world) }
        }
        #expect(bench.cloud.world.with { $0.objects.count } == 3)
        #expect(bench.cloud.world.with { $0.visibleObjects } == [])
        try await bench.invoke(#"{"sweep": true}"#)
        #expect(bench.cloud.world.with { $0.visibleObjects.count } == 2)
    }

    @Test func partitionsKeepTheirFolders() throws {
        let staging = AttemptPrefix(run: "r", attempt: 2).staging(under: S3Location(bucket: "bkt", key: "p/"))
        let published = AttemptPrefix(run: "r", attempt: 2).published(under: S3Location(bucket: "bkt", key: "p/"))
        let file = VerifiedFiles.File(
            url: "s3://bkt/p/_unload/r-2/region=e\u{301}/0000_part_00.parquet",
            bytes: 7,
            rows: 1
        )
        let staged = try #require(StagedFile(file, from: staging, to: published))
        #expect(staged.target == S3Location(bucket: "bkt", key: "p/unload-r-2/region=e\u{301}/0000_part_00.parquet"))
        #expect(StagedFile(file, from: S3Location(bucket: "bkt", key: "q/"), to: published) == nil)
    }

    /// A Parquet file has columns, also without rows; those of the partition are in the folders' names.
    @Test(arguments: [
        ("", ["id", "name"]), (#", "partition_by": ["id"]"#, ["name"]),
        (#", "partition_by": ["id"], "include_partition_columns": true"#, ["id", "name"]),
    ])
    func anEmptyParquetDatasetNamesAFileWithItsColumns(members: String, columns: [String]) async throws {
        let bench = try UnloaderBench()
        defer { bench.cloud.server.stop() }
        bench.cloud.world.with { $0.script = { _ in .init(files: [], hasManifest: false) } }
        try await bench.invoke(startEvent([#"{"table": "orders"\#(members)}"#]))
        try await bench.finishStatements()
        let dataset = try #require(bench.dataset(ordersKey))
        let url = try #require(dataset["entries"]?.array?.first?["url"]?.string)
        #expect(url.contains("/unload-"))
        #expect(url.hasSuffix("empty_part_00.parquet"))
        let bytes = try #require(bench.cloud.world.with { $0.objects[String(url.dropFirst(5))] })
        let text = String(decoding: bytes, as: UTF8.self)
        for name in ["id", "name"] { #expect(text.contains(name) == columns.contains(name), "\(name)") }
        #expect(dataset["entries"]?.array?.first?["meta"]?["content_length"]?.int == Int64(bytes.count))
    }

    @Test func columnsThatNoFileCanHaveAreAFailureThatSaysSo() async throws {
        let bench = try UnloaderBench()
        defer { bench.cloud.server.stop() }
        bench.cloud.world.with {
            $0.script = { _ in
                .init(files: [], columns: [["name": "a", "typeName": "int8"], ["name": "a", "typeName": "int8"]])
            }
        }
        let id = try #require(try await bench.invoke(startEvent()).run?.id)
        try await bench.finishStatements()
        let run = try #require(try await bench.invoke(#"{"status": "\#(id)"}"#).run)
        #expect(run.state("orders") == "Failed")
        #expect(run.exports.first?.message?.contains("\"a\" is there twice") == true)
    }

    /// CopyObject takes 5 GB; UNLOAD writes files of up to 6.2 GB.
    @Test func largeFilesAreCopiedInParts() async throws {
        let bench = try UnloaderBench()
        defer { bench.cloud.server.stop() }
        bench.cloud.world.with { $0.script = { _ in .init(files: [10], sizeOfFile: 6_600_000_000) } }
        try await bench.invoke(startEvent())
        bench.cloud.world.with { $0.failures = [.init(operation: "S3 POST", code: "SlowDown", status: 503)] }
        try await bench.finishStatements()
        #expect(bench.cloud.world.with { $0.published.isEmpty && $0.uploads.isEmpty })
        try await bench.invoke(#"{"sweep": true}"#)
        #expect(bench.dataset(ordersKey)?["bytes"]?.int == 6_600_000_000)
        #expect(bench.cloud.world.with { $0.strayObjects } == [])
    }

    @Test(arguments: [(Int64(0), nil), (256 << 20, nil), (256 << 20 + 1, 2), (6_600_000_000, 25)] as [(Int64, Int?)])
    func partsAreTheWholeFile(size: Int64, count: Int?) {
        let ranges = PartCopyRanges.ranges(size: size)
        #expect(ranges?.count == count)
        guard let ranges else { return }
        #expect(ranges.first?.lowerBound == 0 && ranges.last?.upperBound == size)
        #expect(zip(ranges, ranges.dropFirst()).allSatisfy { $0.upperBound == $1.lowerBound })
    }

    @Test func copiesAreEncryptedAsTheUnloadIs() async throws {
        let bench = try UnloaderBench()
        defer { bench.cloud.server.stop() }
        try await bench.invoke(startEvent([#"{"table": "orders", "encryption": {"kms_key": "example-key"}}"#]))
        try await bench.finishStatements()
        #expect(bench.cloud.world.with { $0.copies } == ["example-key", "example-key"])
    }

    /// Two deliveries of one event publish at the same time; the one that comes second finds the files moved away.
    @Test func twoInvocationsPublishOnce() async throws {
        let bench = try UnloaderBench()
        defer { bench.cloud.server.stop() }
        let id = try #require(try await bench.invoke(startEvent()).run?.id)
        let name = try #require(
            bench.cloud.world.with { world in
                FakeRedshift.end(0, &world)
                return world.statements.first?.name
            }
        )
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<4 { group.addTask { try await bench.invoke(UnloaderBench.statementEvent(name)) } }
            try await group.waitForAll()
        }
        let run = try #require(try await bench.invoke(#"{"status": "\#(id)"}"#).run)
        #expect(run.state("orders") == "Unloaded")
        #expect(run.exports.first?.rows == 42)
        #expect(bench.cloud.world.with { $0.strayObjects } == [])
        #expect(Set(bench.cloud.world.with { $0.published[ordersKey] ?? [] }).count == 1)
    }
}

import AWSS3
import TestSupport
import Testing
import UTCTime

@testable import RedshiftUnloader

@Suite struct VerificationTests {
    private func end(_ script: FakeCloud.Script, _ members: String = "") async throws -> (
        UnloaderBench.Answer.Run, UnloaderBench
    ) {
        let bench = try UnloaderBench()
        bench.cloud.world.with { $0.script = { _ in script } }
        let export = #"{"table": "orders"\#(members)}"#
        let id = try #require(try await bench.invoke(startEvent([export])).run?.id)
        try await bench.finishStatements()
        return (try #require(try await bench.invoke(#"{"status": "\#(id)"}"#).run), bench)
    }

    @Test(arguments: [
        (FakeCloud.Script(hasManifest: false), "there is no manifest"),
        (.init(count: 41), "pg_last_unload_count() says 41"),
        (.init(forgetsFile: true), "which is not there"), (.init(sizeOffset: 1), "the manifest says 31"),
    ])
    func whatDoesNotCheckIsNotPublished(script: FakeCloud.Script, word: String) async throws {
        let (run, bench) = try await end(script)
        defer { bench.cloud.server.stop() }
        #expect(run.state("orders") == "Failed")
        #expect(run.exports.first?.message?.contains(word) == true, "\(run.exports)")
        #expect(bench.cloud.world.with { $0.published.isEmpty })
    }

    @Test(arguments: [
        (#", "on_empty": "publish""#, "Empty", true), (#", "on_empty": "skip""#, "Empty", false),
        (#", "on_empty": "fail""#, "Failed", false),
    ])
    func noRowsIsAnOutcome(members: String, state: String, isPublished: Bool) async throws {
        for hasManifest in [true, false] {
            let (run, bench) = try await end(.init(files: [], hasManifest: hasManifest), members)
            #expect(run.state("orders") == state)
            #expect(bench.cloud.world.with { !$0.published.isEmpty } == isPublished)
            bench.cloud.server.stop()
        }
    }

    @Test func headerLinesAreNoRows() async throws {
        let (run, bench) = try await end(.init(files: [11, 6], count: 15), #", "format": "csv", "header": true"#)
        defer { bench.cloud.server.stop() }
        #expect(run.exports.first?.rows == 15)
    }

    @Test(
        arguments: [
            (Int64(15), true, [Int64(10), 5]), (17, true, [11, 6]), (nil, true, [10, 5]), (16, true, nil),
            (15, false, nil),
            (17, false, [11, 6]),
        ] as [(Int64?, Bool, [Int64]?)]
    )
    func headerLinesAreCountedOrNotButAlikeInEveryFile(count: Int64?, hasHeader: Bool, rows: [Int64]?) {
        let entries = [("s3://bkt/p/a", 11), ("s3://bkt/p/b", 6)].map {
            UnloadManifest.Entry(url: $0, bytes: 1, records: $1)
        }
        let verification = UnloadVerification(
            manifest: UnloadManifest(entries: entries),
            listing: listing(["p/a": 1, "p/b": 1]),
            count: count,
            place: place,
            hasHeader: hasHeader
        )
        switch verification {
        case .complete(let files): #expect(files.files.compactMap(\.rows) == rows)
        case .empty, .mismatch: #expect(rows == nil)
        }
    }

    @Test func readsManifestsLeniently() throws {
        let text =
            #"{"entries": [{"url": "s3://b/a", "meta": {"content_length": "30", "record_count": 10, "more": []}}, {"url": "s3://b/c"}], "schema": "odd", "author": {}}"#
        let manifest = try UnloadManifest(Array(text.utf8))
        #expect(
            manifest.entries == [
                .init(url: "s3://b/a", bytes: 30, records: 10), .init(url: "s3://b/c", bytes: nil, records: nil),
            ]
        )
    }

    private func listing(_ sizes: [String: Int64]) -> [S3Location: Int64] {
        Dictionary(uniqueKeysWithValues: sizes.map { (S3Location(bucket: "bkt", key: $0), $1) })
    }

    private let place = S3Location(bucket: "bkt", key: "p/")

    @Test func filesOfSomewhereElseAreRefused() {
        for url in ["s3://other/p/a", "s3://bkt/q/a", "https://bkt/p/a"] {
            let verification = UnloadVerification(
                manifest: UnloadManifest(entries: [.init(url: url, bytes: 1, records: 1)]),
                listing: listing(["p/a": 1]),
                count: 1,
                place: place,
                hasHeader: false
            )
            guard case .mismatch(let message) = verification else { return #expect(Bool(false)) }
            #expect(message.contains("not under"))
        }
    }

    @Test func numbersBeyondAllSenseDoNotTrap() {
        let entry = UnloadManifest.Entry(url: "s3://bkt/p/a", bytes: nil, records: .max)
        let other = UnloadManifest.Entry(url: "s3://bkt/p/b", bytes: nil, records: .max)
        let verification = UnloadVerification(
            manifest: UnloadManifest(entries: [entry, other]),
            listing: listing(["p/a": .max, "p/b": .max]),
            count: 5,
            place: place,
            hasHeader: false
        )
        guard case .complete(let files) = verification else { return #expect(Bool(false)) }
        #expect(files.rows == 5)
    }

    @Test func aTransientErrorOfS3LeavesItForTheNextEvent() async throws {
        let bench = try UnloaderBench()
        defer { bench.cloud.server.stop() }
        try await bench.invoke(startEvent())
        bench.cloud.world.with { $0.failures = [.init(operation: "S3 PUT", code: "SlowDown", status: 503)] }
        try await bench.finishStatements()
        #expect(bench.cloud.world.with { $0.published.isEmpty })
        #expect(try await bench.invoke(#"{"sweep": true}"#).sweep?.closed == 1)
        #expect(bench.cloud.world.with { $0.published[ordersKey]?.count } == 1)
    }

    @Test func aDeniedBucketIsAFailureThatSaysSo() async throws {
        let bench = try UnloaderBench()
        defer { bench.cloud.server.stop() }
        let id = try #require(try await bench.invoke(startEvent()).run?.id)
        bench.cloud.world.with { $0.failures = [.init(operation: "S3 PUT", code: "AccessDenied", status: 403)] }
        try await bench.finishStatements()
        let run = try #require(try await bench.invoke(#"{"status": "\#(id)"}"#).run)
        #expect(run.state("orders") == "Failed")
        #expect(run.exports.first?.message?.contains("AccessDenied") == true)
    }
}

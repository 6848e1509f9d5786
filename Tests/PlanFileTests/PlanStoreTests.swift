import AWSClient
import AWSS3
import LambdaRuntime
import Synchronization
import TestSupport
import Testing

@testable import PlanFile

/// A bucket that counts what is asked of it.
private final class FakeBucket: PlanObjectReading {
    let objects = Mutex<[String: (text: String, eTag: String)]>([:])
    let asked = Mutex<[String]>([])

    func put(_ key: String, _ text: String, _ eTag: String) { objects.withLock { $0[key] = (text, eTag) } }

    func planObject(bucket: String, key: String, unless eTag: String?, deadline: ContinuousClock.Instant?) async throws
        -> PlanObject?
    {
        asked.withLock { $0.append("\(key) \(eTag ?? "-")") }
        guard let object = objects.withLock({ $0[key] }) else { return nil }
        return object.eTag == eTag ? .unchanged : .content(Array(object.text.utf8), eTag: object.eTag)
    }
}

@Suite struct PlanStoreTests {
    private func store(_ place: PlanPlace, _ bucket: FakeBucket? = nil) -> PlanStore<String> {
        PlanStore(place, objects: bucket) { name, fields in
            fields.text("table", .required).map { "\(name ?? "-") \($0)" }
        }
    }

    @Test func readsAPlanAgainOnlyWhenItsETagChanged() async throws {
        let bucket = FakeBucket()
        bucket.put("plans/sales.yml", "table: a", "1")
        let store = store(.s3Folder(bucket: "b", prefix: "plans/"), bucket)
        #expect(try await store.plan(named: "sales").plan == "sales a")
        let second = try await store.plan(named: "sales")
        #expect(second.plan == "sales a")
        #expect(second.file == "s3://b/plans/sales.yml")
        bucket.put("plans/sales.yml", "table: b", "2")
        #expect(try await store.plan(named: "sales").plan == "sales b")
        #expect(
            bucket.asked.withLock { $0 } == [
                "plans/sales.yaml -", "plans/sales.yml -", "plans/sales.yaml -", "plans/sales.yml 1",
                "plans/sales.yaml -",
                "plans/sales.yml 1",
            ]
        )
    }

    @Test func aPlanThatWasRemovedIsNotFound() async throws {
        let bucket = FakeBucket()
        bucket.put("sales.json", #"{"table": "a"}"#, "1")
        let store = store(.s3File(bucket: "b", key: "sales.json"), bucket)
        #expect(try await store.plan(named: "sales").plan == "sales a")
        bucket.objects.withLock { $0 = [:] }
        await #expect(throws: PlanNotFound(name: "sales", places: ["s3://b/sales.json"])) {
            try await store.plan(named: "sales")
        }
    }

    @Test func aPlanThatBecameInvalidIsRefusedAndNotReplacedByTheOldOne() async throws {
        let bucket = FakeBucket()
        bucket.put("sales.yaml", "table: a", "1")
        let store = store(.s3File(bucket: "b", key: "sales.yaml"), bucket)
        _ = try await store.plan(named: "sales")
        bucket.put("sales.yaml", "tabel: a", "2")
        for _ in 0..<2 {
            await #expect(throws: PlanError.self) { try await store.plan(named: "sales") }
        }
    }

    @Test func asksS3WithTheETagThatItKnows() async throws {
        let server = try LoopbackServer { request in
            if request.target.hasSuffix(".yaml") {
                return .status(404, body: "<Error><Code>NoSuchKey</Code><Message>none</Message></Error>")
            }
            if request.header("if-none-match") == "\"e\"" { return .status(304) }
            return .status(200, headers: ["ETag: \"e\""], body: "table: a")
        }
        defer { server.stop() }
        let store = PlanStore(.s3Folder(bucket: "b", prefix: ""), objects: try S3(.at(server))) { _, fields in
            fields.text("table", .required)
        }
        for _ in 0..<2 { #expect(try await store.plan(named: "sales").plan == "a") }
        #expect(server.requests.map(\.target) == ["/b/sales.yaml", "/b/sales.yml", "/b/sales.yaml", "/b/sales.yml"])
        #expect(server.requests.map { $0.header("if-none-match") } == [nil, nil, nil, "\"e\""])
    }

    @Test func saysWhereItLooked() async throws {
        let store = store(.folder("/nowhere/plans"))
        let error = await #expect(throws: PlanNotFound.self) { try await store.plan(named: "sales") }
        #expect(
            error?.errorMessage
                == #"there is no plan "sales": looked for plans/sales.yaml, plans/sales.yml, plans/sales.json"#
        )
        let other = await #expect(throws: PlanNotFound.self) { try await store.plan(named: "../secret") }
        #expect(other?.errorMessage.hasPrefix(#""../secret" is not a plan's name"#) == true)
    }

    @Test func readsAPlanThatAnEventBrings() throws {
        let loaded = try store(.folder("plans")).plan(inline: Array(#"{"table": "a"}"#.utf8))
        #expect(loaded.plan == "- a")
        #expect(loaded.name == nil)
        #expect(loaded.file == "the event's plan")
    }

    @Test func theHashIsOfWhatIsSaidNotOfHowItIsWritten() throws {
        func hash(_ text: String) throws -> String { try PlanDocument(Array(text.utf8), file: "p").content.hash }
        let yaml = try hash("# a comment\ntable: a\nx-shared: &s [1, 2.0]\nlist: *s\n")
        #expect(try yaml == hash(#"{"$schema": "x", "list": [1, 2], "table": "a"}"#))
        #expect(try yaml != hash(#"{"list": [2, 1], "table": "a"}"#))
        #expect(try hash("a: 1") != hash("a: '1'"))
        #expect(yaml.utf8.count == 64)
    }

    static let places: [(uri: String, place: PlanPlace?)] = [
        ("s3://bucket", .s3Folder(bucket: "bucket", prefix: "")),
        ("s3://bucket/", .s3Folder(bucket: "bucket", prefix: "")),
        ("s3://bucket/plans", .s3Folder(bucket: "bucket", prefix: "plans/")),
        ("s3://bucket/plans/", .s3Folder(bucket: "bucket", prefix: "plans/")),
        ("s3://bucket/plans/sales.yaml", .s3File(bucket: "bucket", key: "plans/sales.yaml")),
        ("s3://bucket/sales.json", .s3File(bucket: "bucket", key: "sales.json")),
        ("https://bucket/plans", nil), ("s3://", nil), ("s3://Bucket/x", nil), ("s3://a..b/x", nil),
        ("s3://192.168.0.1/x", nil), ("s3://plans--use1-az4--x-s3/x", nil),
    ]

    @Test(arguments: places) func readsWherePlansAre(uri: String, place: PlanPlace?) {
        #expect(PlanPlace(s3: uri) == place)
        if place == nil {
            #expect(throws: SettingError.self) { try PlanPlace(["PLAN_S3_URI": uri]) }
        }
    }

    @Test func plansAreInTheZipWithoutASetting() throws {
        #expect(try PlanPlace(["LAMBDA_TASK_ROOT": "/var/task"]) == .folder("/var/task/plans"))
        #expect(PlanPlace.s3File(bucket: "b", key: "p/sales.yaml").onlyName == "sales")
    }
}

import AWSS3
import Foundation
import LambdaEvents
import LambdaRuntime
import LocalFile
import PlanFile
import PlanSchema
import Testing
import UTCTime

@testable import S3Copier

@Suite struct CopierPlanTests {
    private func read(_ text: String) throws -> CopierPlan {
        try PlanDocument(Array(text.utf8), file: "plan.yaml").read { CopierPlan($0) }
    }

    @Test func aTargetBucketAloneTakesEverything() throws {
        let settings = try CopierSettings(["TARGET_BUCKET": "example-target"])
        #expect(settings.routes == [CopyRoute(targetBucket: "example-target")])
        #expect(settings.concurrency == 64)
        #expect(settings.routes[0].matches(bucket: "any", key: "any"))
    }

    @Test func readsRoutes() throws {
        let routes = try read(
            """
            routes:
              - name: lake
                from: {bucket: src, prefix: in/, suffix: .csv}
                to: s3://dst/lake/${basename}
              - to: s3://rest/
            """
        ).routes
        try #require(routes.count == 2)
        #expect(routes[0].matches(bucket: "src", key: "in/a.csv"))
        #expect(!routes[0].matches(bucket: "src", key: "in/a.tsv"))
        #expect(!routes[0].matches(bucket: "src", key: "out/a.csv"))
        #expect(!routes[0].matches(bucket: "other", key: "in/a.csv"))
        #expect(routes[0].targetKey.key(for: "in/x/a.csv", in: "src", modified: nil, event: nil) == "lake/a.csv")
        #expect(routes[1] == CopyRoute(targetBucket: "rest"))
    }

    @Test func aRouteSaysHowTheCopyIsKept() throws {
        let route = try #require(
            try read(
                """
                routes:
                  - from: {min_size: 1 B, max_size: 9 B, tags: {b: "2", a: "1"}, requester_pays: true, owner: "123456789012"}
                    to: s3://dst/${key}
                    to_owner: "210987654321"
                    storage_class: GLACIER_IR
                    encryption: {kms_key: "arn:aws:kms:eu-west-1:123456789012:key/k"}
                """
            ).routes.first
        )
        #expect(route.filter.sizes == 1...9)
        #expect(route.filter.tags == [S3Tag(key: "a", value: "1"), S3Tag(key: "b", value: "2")])
        #expect(route.storageClass == "GLACIER_IR")
        #expect(route.encryption == .kms(key: "arn:aws:kms:eu-west-1:123456789012:key/k"))
        #expect(route.paysRequester)
        #expect(route.sourceOwner == "123456789012")
        #expect(route.targetOwner == "210987654321")
    }

    /// Each mistake is named with its place, route and field; all of them at once.
    @Test(arguments: [
        ("- {}", "routes[0]", "to"),
        ("- {to: 7}", "routes[0].to", ""),
        ("- {to: [s3://dst/]}", "routes[0].to", ""),
        ("- {to: dst/x}", "routes[0].to", "s3://"),
        ("- {to: 's3://D/${key}'}", "routes[0].to", "bucket"),
        ("- {to: 's3://${bucket}/${key}'}", "routes[0].to", "bucket"),
        ("- {to: 's3://dst/${kye}'}", "routes[0].to", "did you mean ${key}"),
        ("- {to: 's3://dst/{key}'}", "routes[0].to", "without its $"),
        ("- {to: 's3://dst/constant'}", "routes[0].to", "overwrite each other"),
        ("- {to: 's3://dst/${modified:YYYY/MM/DD}/${key}'}", "routes[0].to", "YYYY"),
        ("- {to: 's3://dst/${modified:yyyyMMdd-hhmmss}/${key}'}", "routes[0].to", "hh"),
        ("- {to: 's3://dst/${event}/${key}'}", "routes[0].to", "pattern"),
        ("- {to: 's3://dst/{date:yyyy/MM/dd}/${key}'}", "routes[0].to", "{date:yyyy/MM/dd}"),
        ("- {to: 's3://dst/{date:YYYY}/${key}'}", "routes[0].to", "without its $"),
        ("- {to: 's3://dst/${key}/{Year}'}", "routes[0].to", "without its $"),
        ("- {to: 's3://dst/${modified:yyyy-mm-dd}/${key}'}", "routes[0].to", "minutes"),
        ("- {to: 's3://dst/${modified:yyyy-MM-DD}/${key}'}", "routes[0].to", "DD"),
        ("- {to: 's3://dst/${modified:yyyy-MM-ddTHH}/${key}'}", "routes[0].to", "T"),
        ("- {to: 's3://dst/${date:yyyy}/${key}'}", "routes[0].to", "there are"),
        ("- {to: 's3://dst/${key:yyyy}'}", "routes[0].to", "is no date"),
        ("- {to: 's3://dst/${modified:}/${key}'}", "routes[0].to", "shows nothing"),
        ("- {to: 's3://dst/${key'}", "routes[0].to", "without its }"),
        ("- {to: 's3://dst/${modified:YYYY-ww}/${key}'}", "routes[0].to", "YYYY"),
        ("- {to: 's3://dst/${modified:yy}/${key}'}", "routes[0].to", "yy"),
        ("- {to: 's3://dst/${modified:EEE}/${key}'}", "routes[0].to", "E"),
        ("- {to: 's3://dst/${Key}'}", "routes[0].to", "${key}"),
        ("- {to: 's3://dst/${ key }'}", "routes[0].to", "${key}"),
        ("- {to: 's3://dst/$key'}", "routes[0].to", ""),
        ("- {to: 's3://dst/{{key}}'}", "routes[0].to", "without its $"),
        ("- {to: 's3://dst/${filename}'}", "routes[0].to", "there are"),
        ("- {to: 's3://dst/${ext}'}", "routes[0].to", "overwrite each other"),
        ("- {to: 's3://dst/${bucket}'}", "routes[0].to", "overwrite each other"),
        ("- {to: 's3://dst/${modified:HH}'}", "routes[0].to", "overwrite each other"),
        ("- {to: 's3a://dst/${key}'}", "routes[0].to", "s3://"),
        ("- {to: 's3://dst/${modified:mm}/${key}'}", "routes[0].to", ""),
        ("- {to: 's3://a..b/${key}'}", "routes[0].to", "two periods"),
        ("- {to: 's3://192.168.0.1/${key}'}", "routes[0].to", "IP address"),
        ("- {to: 's3://abc--table-s3/${key}'}", "routes[0].to", "table bucket"),
        ("- {to: s3://dst/, from: {bucket: abc--use1-az4--x-s3}}", "routes[0].from.bucket", "directory bucket"),
        ("- {to: s3://dst/, from: {prefix: null, min_size: -1 B}}", "routes[0].from.min_size", ""),
        ("- {to: s3://dst/, prefx: x}", "routes[0].prefx", ""),
        ("- {to: s3://dst/, from: {prefx: x}}", "routes[0].from.prefx", "prefix"),
        ("- {to: s3://dst/, from: {min_size: 1.5}}", "routes[0].from.min_size", ""),
        ("- {to: s3://dst/, from: {min_size: 1}}", "routes[0].from.min_size", ""),
        ("- {to: s3://dst/, from: {tags: [copy]}}", "routes[0].from.tags", ""),
        ("- {to: s3://dst/, from: {min_size: 9 B, max_size: 1 B}}", "routes[0].from.min_size", "over max_size"),
        ("- {to: s3://dst/, from: {bucket: dst}}", "routes[0].to", "copied again"),
        ("- {to: s3://dst/, from: {owner: somebody}}", "routes[0].from.owner", "12 digits"),
        ("- {to: s3://dst/, storage_class: COLD}", "routes[0].storage_class", "STANDARD"),
        ("- {to: s3://dst/, encryption: SSE-KMS}", "routes[0].encryption", "s3"),
        ("- {to: s3://dst/}\n  - {to: s3://D/}", "routes[1].to", "bucket"),
    ])
    func aMistakeInARouteIsNamed(route: String, path: String, words: String) {
        let error = #expect(throws: PlanError.self) { try read("routes:\n  \(route)\n") }
        let text = error?.description ?? ""
        #expect(text.contains("plan.yaml:"))
        #expect(text.contains(path), "\(text)")
        #expect(words.isEmpty || text.contains(words), "\(text)")
    }

    @Test(arguments: [
        ("outcomes: {denied: drop}", "outcomes.denied"), ("outcomes: {archived: thaw}", "outcomes.archived"),
        ("outcomes: {throttled: restore}", "outcomes.throttled"), ("restore: {tier: Fast}", "restore.tier"),
        ("restore: {days: 0}", "restore.days"), ("multipart: {part_size: 1000 B}", "multipart.part_size"),
        ("multipart: {threshold: 6 GiB}", "multipart.threshold"), ("follow: {deletes: all}", "follow.deletes"),
        ("after: {wait: 16m}", "after.wait"), ("ignore_principals: 5", "ignore_principals"), ("outcome: {}", "outcome"),
    ])
    func aMistakeElsewhereIsNamed(text: String, path: String) {
        let error = #expect(throws: PlanError.self) { try read(text) }
        #expect(error?.description.contains(path) == true, "\(error?.description ?? "")")
    }

    /// Removals are followed only where a removed object's key says where its copy is, and whose it is.
    @Test(arguments: [
        ("s3://dst/${key}", true), ("s3://dst/${bucket}/${key}", true), ("s3://dst/${ext}/${key}", true),
        ("s3://dst/all/${basename}", false), ("s3://dst/${modified:yyyy}/${key}", false),
        ("s3://dst/${event:yyyy}/${key}", false), ("s3://dst/${key}/${bucket}", true),
        ("s3://dst/${ext}/${bucket}/${key}", true), ("s3://dst/${key}/${bucket}/${ext}", true),
        ("s3://dst/lake-${bucket}/x/${key}", true), ("s3://dst/${bucket}${key}", false),
        ("s3://dst/${bucket}-${key}", false), ("s3://dst/${key}-${bucket}", false),
        ("s3://dst/${ext}-${bucket}/${key}", false), ("s3://dst/${key}/${bucket}/${key}", false),
    ])
    func removalsNeedAKeyOfTheirOwn(to: String, isTaken: Bool) {
        let text = "follow: {deletes: markers}\nroutes:\n  - to: \(to)\n"
        if isTaken {
            #expect(throws: Never.self) { try read(text) }
        } else {
            let error = #expect(throws: PlanError.self) { try read(text) }
            #expect(error?.description.contains("routes[0].to") == true)
        }
    }

    @Test func twoBucketsThatShareKeysCannotBothBeMirrored() {
        let routes = "routes:\n  - {from: {bucket: aaa}, to: s3://dst/}\n  - {from: {bucket: bbb}, to: s3://dst/}\n"
        #expect(throws: Never.self) { try read(routes) }
        #expect(throws: PlanError.self) { try read("follow: {deletes: markers}\n" + routes) }
        let apart = routes.replacing("s3://dst/}", with: "'s3://dst/${bucket}/${key}'}")
        #expect(throws: Never.self) { try read("follow: {deletes: markers}\n" + apart) }
    }

    /// Routes of two templates may give two objects one place, of one bucket too.
    @Test(arguments: [
        ("{from: {prefix: in/}, to: 's3://dst/${key}'}", "{to: 's3://dst/in/${key}'}", false),
        ("{from: {prefix: in/}, to: 's3://dst/${key}'}", "{to: 's3://dst/out/${key}'}", true),
        ("{from: {prefix: in/}, to: 's3://dst/${key}'}", "{to: 's3://dst/${key}'}", true),
        (
            "{from: {bucket: aaa}, to: 's3://dst/bbb/${key}'}",
            "{from: {bucket: bbb}, to: 's3://dst/${bucket}/${key}'}", false
        ),
        (
            "{from: {bucket: aaa}, to: 's3://dst/${bucket}/${key}'}", "{from: {bucket: bbb}, to: 's3://dst/${key}'}",
            false
        ),
        ("{from: {bucket: aaa}, to: 's3://dst/a/${key}'}", "{from: {bucket: bbb}, to: 's3://dst/b/${key}'}", true),
        ("{from: {bucket: aaa}, to: 's3://dst/a/${key}'}", "{from: {bucket: bbb}, to: 's3://other/${key}'}", true),
        (
            "{from: {bucket: aaa, suffix: .csv}, to: 's3://dst/${key}'}",
            "{from: {bucket: bbb, suffix: .gz}, to: 's3://dst/${key}'}", true
        ),
        (
            "{from: {bucket: aaa, suffix: .csv}, to: 's3://dst/${key}'}",
            "{from: {bucket: aaa}, to: 's3://dst/${key}.gz'}", true
        ),
        (
            "{from: {bucket: aaa, suffix: .gz}, to: 's3://dst/${key}'}",
            "{from: {bucket: aaa}, to: 's3://dst/${key}.gz'}", false
        ),
        (
            "{from: {bucket: aaa, prefix: é/}, to: 's3://dst/${key}'}",
            "{from: {bucket: aaa}, to: \"s3://dst/e\\u0301/${key}\"}", true
        ),
    ])
    func twoRoutesThatMayShareAPlaceCannotBothBeMirrored(one: String, other: String, isTaken: Bool) {
        let routes = "routes:\n  - \(one)\n  - \(other)\n"
        #expect(throws: Never.self) { try read(routes) }
        if isTaken {
            #expect(throws: Never.self) { try read("follow: {deletes: markers}\n" + routes) }
        } else {
            let error = #expect(throws: PlanError.self) { try read("follow: {deletes: markers}\n" + routes) }
            #expect(error?.description.contains("may write two objects to one place") == true)
        }
    }

    @Test func aCircleOfRoutesIsNamed() {
        let routes = [("xxx", "aaa"), ("aaa", "bbb"), ("bbb", "ccc"), ("ccc", "aaa")].map {
            "  - {from: {bucket: \($0)}, to: s3://\($1)/}\n"
        }.joined()
        let error = #expect(throws: PlanError.self) { try read("routes:\n" + routes) }
        #expect(error?.description.contains("aaa → bbb → ccc → aaa") == true, "\(error?.description ?? "")")
    }

    /// Layers of buckets, each of which leads to all of the next: as many ways as 2^40.
    @Test func manyWaysWithoutACircleAreLookedThroughAtOnce() {
        var routes: [CopyRoute] = []
        for layer in 0..<40 {
            for from in ["a", "b"] {
                for to in ["a", "b"] {
                    routes.append(CopyRoute(sourceBucket: "\(from)-\(layer)", targetBucket: "\(to)-\(layer + 1)"))
                }
            }
        }
        #expect(RouteConflict.find(in: routes) == nil)
        routes.append(CopyRoute(sourceBucket: "b-40", targetBucket: "a-3"))
        #expect(RouteConflict.find(in: routes)?.first == RouteConflict.find(in: routes)?.last)
        #expect(RouteConflict.find(in: routes) != nil)
    }

    @Test(arguments: [
        ([:], "TARGET_BUCKET is not set"),
        (["TARGET_BUCKET": "Bad_Bucket"], "a bucket name"),
        (["TARGET_BUCKET": "a-bucket", "routes": "[{to: s3://dst/}]"], "not to be set with a plan"),
        (["TARGET_BUCKET": "a-bucket", "COPY_CONCURRENCY": "0"], "COPY_CONCURRENCY"),
        (["TARGET_BUCKET": "a-bucket", "STATE_TABLE": "t"], "QUEUE_URL"),
        (["TARGET_BUCKET": "a-bucket", "CRAWLER_NAME": "c"], "STATE_TABLE"),
        (["TARGET_BUCKET": "a-bucket", "after.crawler": "c"], "STATE_TABLE"),
        (["TARGET_BUCKET": "a-bucket", "STATE_TABLE": "t", "QUEUE_URL": "https://q/x.fifo"], "a standard queue"),
    ])
    func aBadSettingIsNamed(variables: [String: String], words: String) {
        let error = #expect(throws: InvalidSettings.self) { try CopierSettings(test: variables) }
        #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    }

    @Test func comparesBytesNotCharacters() {
        var route = CopyRoute(targetBucket: "dst")
        route.prefix = "caf\u{E9}"
        #expect(route.matches(bucket: "src", key: "caf\u{E9}/1"))
        #expect(!route.matches(bucket: "src", key: "cafe\u{301}/1"))
    }

    private static let folder =
        #filePath.split(separator: "/").dropLast(3).reduce("") { "\($0)/\($1)" } + "/functions/S3Copier"
    static let plans =
        (try? LocalFile.names(in: folder + "/plans"))?.filter { $0.hasSuffix(".yaml") }
        .sorted() ?? []

    @Test func theSchemaSaysWhatTheReaderReads() throws {
        let bytes = Array(try Data(contentsOf: URL(filePath: Self.folder + "/plan.schema.json")))
        let schema = try PlanSchema(bytes)
        #expect(schema.differences(from: .asked { CopierPlan($0) }) == [])
        #expect(!Self.plans.isEmpty)
    }

    @Test func theReadmesPlanIsValidAndTheShippedExample() throws {
        let readme = try String(contentsOfFile: Self.folder + "/README.md", encoding: .utf8)
        let blocks = readme.split(separator: "```yaml\n").dropFirst().compactMap { $0.split(separator: "```").first }
        try #require(!blocks.isEmpty)
        for block in blocks { #expect(throws: Never.self) { try read(String(block)) } }
        let example = try String(contentsOfFile: Self.folder + "/plans/example.yaml", encoding: .utf8)
        #expect(try read(String(blocks[0])) == read(example))
    }

    @Test(arguments: plans) func aShippedPlanIsValid(file: String) throws {
        let bytes = try LocalFile.bytes(at: "\(Self.folder)/plans/\(file)")
        #expect(try S3Copier.validate(bytes, file: file).contains("is a valid plan"))
        let schema = try PlanSchema(Array(try Data(contentsOf: URL(filePath: Self.folder + "/plan.schema.json"))))
        #expect(schema.problems(of: try PlanDocument(bytes, file: file)) == [])
    }

    // A target that only this function writes to, and a route on from it: its events are taken for an echo.
    @Test func aChainOfRoutesIsFollowedOrRefused() throws {
        let settings = try? CopierSettings(
            test: [
                "AWS_LAMBDA_FUNCTION_NAME": "copier",
                "routes":
                    #"[{"from": {"bucket": "aaa"}, "to": "s3://bbb/${key}"}, {"from": {"bucket": "bbb"}, "to": "s3://ccc/${key}"}]"#,
            ]
        )
        guard let settings else { return }
        var event = S3ObjectEvent(kind: .created, name: "ObjectCreated:Copy", bucket: "bbb", key: "k", size: 1)
        event.principalID = "AWS:AROAEXAMPLE:copier"
        #expect(CopyDecision(for: event, settings) != .skip(.ownCopy))
    }
}

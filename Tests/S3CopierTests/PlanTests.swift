import AWSClient
import AWSServices
import LambdaEvents
import LambdaRuntime
import Testing

@testable import S3Copier

@Suite struct PlanTests {
    private let routes = [
        CopyRoute(sourceBucket: "src", prefix: "in/", targetBucket: "first"),
        CopyRoute(sourceBucket: "src", prefix: "in/deep/", targetBucket: "second"),
        CopyRoute(sourceBucket: "dst", targetBucket: "third"),
    ]

    private let settings: CopierSettings

    init() throws { settings = try CopierSettings(["TARGET_BUCKET": "example-target"]) }

    private func plan(
        _ kind: S3ObjectEvent.Kind = .created,
        bucket: String = "src",
        key: String = "in/a",
        size: Int64? = 5,
        routes: [CopyRoute]? = nil
    ) -> CopyPlan {
        CopyPlan(
            for: S3ObjectEvent(kind: kind, name: "x", bucket: bucket, key: key, size: size, etag: "e", versionID: "v"),
            routes: routes ?? self.routes
        )
    }

    @Test func copiesTheStateTheEventTellsOf() {
        let source = S3CopySource(bucket: "src", key: "in/a", versionID: "v", etag: "e")
        #expect(plan() == .copy(CopyJob(source: source, targetBucket: "first", targetKey: "in/a", size: 5)))
    }

    @Test func theFirstMatchWins() {
        guard case .copy(let job) = plan(key: "in/deep/a") else { return #expect(Bool(false)) }
        #expect(job.targetBucket == "first")
    }

    @Test(arguments: [S3ObjectEvent.Kind.removed, .taggingChanged, .aclChanged, .restored, .other])
    func leavesOtherEventsAlone(kind: S3ObjectEvent.Kind) { #expect(plan(kind) == .settled(.ignored)) }

    @Test func tellsAKeyLeftOutFromABucketNobodyKnows() {
        #expect(plan(key: "out/a") == .settled(.notRouted))
        #expect(plan(bucket: "stranger") == .settled(.unknownBucket))
    }

    @Test func refusesToCopyABucketOntoItself() {
        #expect(plan(bucket: "same", routes: [CopyRoute(targetBucket: "same")]) == .settled(.loopRefused))
    }

    @Test(arguments: [(5_368_709_120, true), (5_368_709_121, false), (0, true)] as [(Int64, Bool)])
    func knowsTheLimitOfOneRequest(size: Int64, fits: Bool) {
        #expect((plan(size: size) != .settled(.tooLarge)) == fits)
    }

    @Test(arguments: [
        ("PreconditionFailed", 412, CopyOutcome.superseded, false), ("NoSuchKey", 404, .sourceGone, true),
        ("NoSuchVersion", 404, .sourceGone, true), ("ObjectNotInActiveTierError", 403, .archived, true),
        ("AccessDenied", 403, .denied, true), ("EntityTooLarge", 400, .tooLarge, true),
        ("SlowDown", 503, .throttled, true),
        ("NoSuchBucket", 404, .failed, true), ("InternalError", 500, .failed, true),
    ])
    func everyErrorHasAnOutcome(code: String, status: Int, outcome: CopyOutcome, redelivered: Bool) {
        let kind: AWSError.Kind = code == "SlowDown" ? .throttled : .permanent
        let error = AWSError(
            service: "S3",
            operation: "CopyObject",
            code: code,
            message: "",
            status: status,
            kind: kind
        )
        #expect(CopyOutcome(error) == outcome)
        #expect(outcome.needsRedelivery(settings) == redelivered)
    }

    @Test func aVanishedSourceIsDoneOrDeadLetteredAsTheSettingSays() throws {
        #expect(CopyOutcome.sourceGone.needsRedelivery(settings))
        let acknowledging = try CopierSettings(["TARGET_BUCKET": "example-target", "ON_SOURCE_GONE": "ack"])
        #expect(!CopyOutcome.sourceGone.needsRedelivery(acknowledging))
    }

    @Test func aFolderMarkerHasNoBasenameToBeCopiedUnder() throws {
        let route = CopyRoute(targetBucket: "dst", targetKey: try #require(KeyTemplate("{basename}")))
        #expect(plan(key: "in/folder/", routes: [route]) == .settled(.notRouted))
    }
}

import AWSClient
import LambdaRuntime
import Testing

@testable import S3Copier

@Suite struct CopyOutcomeTests {
    private let settings: CopierSettings

    init() throws { settings = try CopierSettings(test: ["TARGET_BUCKET": "example-target"]) }

    @Test(arguments: [
        ("NoSuchKey", 404, CopyOutcome.sourceGone, true),
        ("NoSuchVersion", 404, .sourceGone, true), ("ObjectNotInActiveTierError", 403, .archived, true),
        ("AccessDenied", 403, .denied, true), ("EntityTooLarge", 400, .tooLarge, true),
        ("SlowDown", 503, .throttled, true),
        ("NoSuchBucket", 404, .denied, true), ("InternalError", 500, .failed, true),
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
        #expect((settings.dispositions[outcome] != .ack) == redelivered)
    }

    @Test(arguments: [
        ("outcomes.source_gone", CopyOutcome.sourceGone, "dlq"), ("outcomes.denied", .denied, "dlq"),
        ("outcomes.throttled", .throttled, "retry"), ("outcomes.too_large", .tooLarge, "dlq"),
        ("outcomes.loop", .loopRefused, "dlq"),
        ("outcomes.unknown_bucket", .unknownBucket, "dlq"), ("outcomes.malformed", .malformed, "dlq"),
        ("outcomes.failed", .failed, "retry"),
        ("outcomes.archived", .archived, "dlq"),
    ])
    func thePlanChoosesTheDisposition(name: String, outcome: CopyOutcome, standard: String) throws {
        #expect(settings.dispositions[outcome].word == standard)
        for word in ["ack", "retry", "dlq"] {
            let set = try CopierSettings(test: ["TARGET_BUCKET": "example-target", name: word])
            #expect(set.dispositions[outcome].word == word)
        }
    }

    @Test func whatIsDoneIsAcknowledgedAndWhatIsNotComesAgain() {
        for outcome in [
            CopyOutcome.copied, .alreadyCurrent, .superseded, .ignored, .notRouted, .ownCopy, .inProgress,
            .restoreRequested, .tagsSynced, .deleted,
        ] {
            #expect(settings.dispositions[outcome] == .ack)
        }
        #expect(settings.dispositions[.unfinished] == .retry())
        #expect(settings.dispositions[.busy] == .retry())
    }
}

import LambdaRuntime
import PlanFile
import Testing

@testable import DMSCompletionHandler

@Suite struct HandlerSettingsTests {
    private static let least = [
        "MIGRATIONS": "migrations: []", "STATE_TABLE": "t", "MANIFEST_BUCKET": "example-manifests",
        "AWS_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "AK", "AWS_SECRET_ACCESS_KEY": "s",
    ]

    private func settings(_ variables: [String: String]) throws -> HandlerSettings {
        try HandlerSettings(Environment(Self.least.merging(variables) { _, new in new }))
    }

    @Test func settingsHaveTheirDefaults() throws {
        let settings = try settings([:])
        #expect(settings.manifestPrefix == "manifests/")
        #expect(settings.countConnections == 4)
        #expect(settings.recheckLimit == 10)
        #expect(settings.databaseCAs == .shipped)
        #expect(settings.queueURL == nil)
        #expect(settings.stateRetention == .seconds(400 * 86_400))
    }

    @Test func thePlanIsAFileOrTheText() throws {
        #expect(try settings([:]).plan == .inline("migrations: []"))
        let file = try settings(["MIGRATIONS": "", "PLAN": "shop", "LAMBDA_TASK_ROOT": "/var/task"])
        #expect(file.plan == .file(name: "shop", .folder("/var/task/plans")))
        let object = try settings(["MIGRATIONS": "", "PLAN_S3_URI": "s3://example-plans/dms/shop.yaml"])
        #expect(object.plan == .file(name: "shop", .s3File(bucket: "example-plans", key: "dms/shop.yaml")))
    }

    @Test(arguments: [
        (["MIGRATIONS": ""], "PLAN is not set"), (["PLAN_S3_URI": "s3://example-plans/p.yaml"], "only one of"),
        (["MIGRATIONS": "", "PLAN_S3_URI": "b/k"], "s3://bucket/folder/"), (["STATE_TABLE": ""], "STATE_TABLE"),
        (["MANIFEST_BUCKET": ""], "MANIFEST_BUCKET"), (["COUNT_CONNECTIONS": "17"], "1 to 16"),
        (["RECHECK_LIMIT": "0"], "1 to 50"), (["QUEUE_URL": "queue"], "URL of a queue"),
        (["NOTIFICATION_TOPIC_ARN": "topic"], "ARN of a topic"),
        (["NOTIFICATION_TOPIC_ARN": "arn:aws:sqs:us-east-1:123456789012:q"], "ARN of a topic"),
        (["NOTIFICATION_TOPIC_ARN": "arn:aws:sns:us-east-1::t"], "ARN of a topic"),
        (["DATABASE_ROOTS": "s3://b"], "s3://bucket/key"),
        (["STATE_RETENTION_DAYS": "0"], "1 to 3650"), (["AWS_REGION": ""], "AWS_REGION"),
    ])
    func aBadSettingIsNamed(variables: [String: String], words: String) {
        let error = #expect(throws: InvalidSettings.self) { try settings(variables) }
        #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    }

    @Test func everythingThatIsMissingIsSaidAtOnce() {
        let error = #expect(throws: InvalidSettings.self) { try HandlerSettings(Environment([:])) }
        for name in ["PLAN", "STATE_TABLE", "MANIFEST_BUCKET", "AWS_REGION"] {
            #expect(error?.problems.contains { $0.contains(name) } == true, "\(error?.description ?? "")")
        }
    }
}

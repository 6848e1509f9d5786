import AWSClient
import AWSS3
import LambdaRuntime
import PlanFile
import UTCTime

/// The function's settings, read once.
struct HandlerSettings: Sendable {
    enum PlanSource: Sendable, Equatable {
        /// The plan's text.
        case inline(String)
        case file(name: String, PlanPlace)
    }

    enum CASource: Sendable, Equatable {
        case file(String)
        case object(S3Location)
        /// The certificates of public CAs in the function's zip.
        case shipped
    }

    let aws: AWSConfiguration?
    let plan: PlanSource?
    let stateTable: String
    let stateRetention: Duration
    let manifestBucket: String
    /// The key prefix of the manifests: empty, or ending in a slash.
    let manifestPrefix: String
    let queueURL: String?
    let recheckLimit: Int
    let notificationTopicARN: String?
    let eventBus: String?
    let countConnections: Int
    let statementTimeout: Duration
    let connectTimeout: Duration
    let databaseCAs: CASource

    /// - Throws: `InvalidSettings` with everything that is missing or cannot be used.
    init(_ environment: Environment) throws(InvalidSettings) {
        var reader = SettingsReader(environment)
        aws = reader.attempt { environment in try AWSConfiguration.standard { environment[$0] } }
        plan = Self.plan(&reader)
        stateTable = reader.required("STATE_TABLE", expected: "the name of a DynamoDB table")
        stateRetention = .seconds(86_400 * reader.integer("STATE_RETENTION_DAYS", in: 1...3650, default: 400))
        let bucket = reader.required("MANIFEST_BUCKET", expected: "a bucket's name") { name in
            S3BucketName.problem(of: name) == nil ? name : nil
        }
        manifestBucket = bucket ?? ""
        let prefix = reader.optional("MANIFEST_PREFIX") ?? "manifests/"
        manifestPrefix = prefix == "/" ? "" : prefix.hasSuffix("/") ? prefix : "\(prefix)/"
        queueURL = reader.optional("QUEUE_URL", expected: "the URL of a queue") { $0.hasPrefix("http") ? $0 : nil }
        recheckLimit = reader.integer("RECHECK_LIMIT", in: 1...50, default: 10)
        notificationTopicARN = reader.optional("NOTIFICATION_TOPIC_ARN", expected: "the ARN of a topic") {
            RegionalARN($0)?.service == "sns" ? $0 : nil
        }
        eventBus = reader.optional("EVENT_BUS_NAME")
        countConnections = reader.integer("COUNT_CONNECTIONS", in: 1...16, default: 4)
        statementTimeout = .seconds(reader.integer("STATEMENT_TIMEOUT_SECONDS", in: 1...840, default: 600))
        connectTimeout = .seconds(reader.integer("CONNECT_TIMEOUT_SECONDS", in: 1...60, default: 10))
        let cas = reader.optional("DATABASE_ROOTS", expected: "a file's path, or s3://bucket/key") { text in
            guard text.hasPrefix("s3://") else { return CASource.file(text) }
            return S3Location(text).flatMap { $0.key.isEmpty ? nil : .object($0) }
        }
        databaseCAs = cas ?? .shipped
        try reader.finish()
    }

    private static func plan(_ reader: inout SettingsReader) -> PlanSource? {
        let inline = reader.optional("MIGRATIONS")
        let place = reader.attempt { try PlanPlace($0) }
        if let inline {
            if let uri = reader.optional("PLAN_S3_URI") {
                reader.refuse("PLAN_S3_URI", found: uri, expected: "only one of MIGRATIONS and PLAN_S3_URI")
            }
            return .inline(inline)
        }
        guard let place else { return nil }
        guard let name = reader.optional("PLAN") ?? place.onlyName else {
            reader.refuse(
                "PLAN",
                found: nil,
                expected:
                    "the name of a plan file (plans/NAME.yaml in the zip, or in PLAN_S3_URI), or MIGRATIONS to be set"
            )
            return nil
        }
        return .file(name: name, place)
    }
}

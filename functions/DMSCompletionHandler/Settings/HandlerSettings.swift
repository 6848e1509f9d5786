import LambdaRuntime

/// The function's settings, read once; the migrations come beside them, from a variable or an object.
struct HandlerSettings: Sendable {
    enum MigrationsPlace: Sendable, Equatable {
        case inline(String)
        case object(S3Location)
    }

    enum RootsPlace: Sendable, Equatable {
        case file(String)
        case object(S3Location)
        /// The public CAs that the zip ships.
        case shipped
    }

    let migrations: MigrationsPlace
    let stateTable: String
    let manifestBucket: String
    /// Empty, or ending in a slash.
    let manifestPrefix: String
    let recheckQueueURL: String?
    let recheckLimit: Int
    let notificationTopicARN: String?
    let eventBus: String?
    let countConnections: Int
    let statementTimeout: Duration
    let connectTimeout: Duration
    let databaseRoots: RootsPlace

    /// - Throws: `SettingError` naming the variable.
    init(_ environment: Environment) throws(SettingError) {
        switch (environment["MIGRATIONS"], environment["MIGRATIONS_OBJECT"]) {
        case (let json?, nil): migrations = .inline(json)
        case (nil, let uri?):
            guard let location = S3Location(uri: uri) else {
                throw SettingError("MIGRATIONS_OBJECT", found: uri, expected: "s3://bucket/key")
            }
            migrations = .object(location)
        case (nil, nil):
            throw SettingError(
                "MIGRATIONS",
                found: nil,
                expected: "a JSON list, or MIGRATIONS_OBJECT to be set instead"
            )
        case (_?, let uri?):
            throw SettingError(
                "MIGRATIONS_OBJECT",
                found: uri,
                expected: "only one of MIGRATIONS and MIGRATIONS_OBJECT"
            )
        }
        stateTable = try environment.required("STATE_TABLE", expected: "the name of a DynamoDB table")
        manifestBucket = try environment.required("MANIFEST_BUCKET", expected: "a bucket's name")
        let prefix = environment["MANIFEST_PREFIX"] ?? "manifests/"
        manifestPrefix = prefix == "/" ? "" : prefix.hasSuffix("/") ? prefix : "\(prefix)/"
        recheckQueueURL = environment["RECHECK_QUEUE_URL"]
        if let recheckQueueURL, !recheckQueueURL.hasPrefix("http") {
            throw SettingError("RECHECK_QUEUE_URL", found: recheckQueueURL, expected: "the URL of a queue")
        }
        recheckLimit = try environment.integer("RECHECK_LIMIT", in: 1...50, default: 10)
        notificationTopicARN = environment["NOTIFICATION_TOPIC_ARN"]
        if let notificationTopicARN, !notificationTopicARN.hasPrefix("arn:") {
            throw SettingError("NOTIFICATION_TOPIC_ARN", found: notificationTopicARN, expected: "the ARN of a topic")
        }
        eventBus = environment["EVENT_BUS_NAME"]
        countConnections = try environment.integer("COUNT_CONNECTIONS", in: 1...16, default: 4)
        statementTimeout = .seconds(try environment.integer("STATEMENT_TIMEOUT_SECONDS", in: 1...840, default: 600))
        connectTimeout = .seconds(try environment.integer("CONNECT_TIMEOUT_SECONDS", in: 1...60, default: 10))
        switch environment["DATABASE_ROOTS"] {
        case nil: databaseRoots = .shipped
        case let uri? where uri.hasPrefix("s3://"):
            guard let location = S3Location(uri: uri) else {
                throw SettingError("DATABASE_ROOTS", found: uri, expected: "a file's path, or s3://bucket/key")
            }
            databaseRoots = .object(location)
        case let path?: databaseRoots = .file(path)
        }
    }
}

import AWSDynamoDB
import AWSGlue
import AWSS3
import AWSSQS
import LambdaRuntime

/// The function's settings, read once.
struct CopierSettings: Sendable {
    let routes: [CopyRoute]
    /// Copies in flight in one invocation.
    let concurrency: Int
    let dispositions: Dispositions
    /// Where a message goes at once whose outcome is to be dead-lettered; without it the queue's redrive policy sees to it.
    let deadLetterQueueURL: String?
    /// `nil`: nothing is copied in parts.
    let large: LargeCopySettings?
    let restore: RestoreSettings
    /// Tagging events change the copy's tags.
    let syncsTags: Bool
    /// Removals put a delete marker on the copy.
    let mirrorsDeletes: Bool
    /// Session names whose writes are not copied: of this function's own role, so that two mirrors do not feed each other.
    let ignoredPrincipals: Set<String>
    let downstream: DownstreamSettings

    struct RestoreSettings: Sendable {
        let days: Int
        let tier: S3.RestoreTier
    }

    private enum MirrorDeletes: String, CaseIterable {
        case none, markers
    }

    /// - Throws: `SettingError` naming the setting, and in a route table the route and the field.
    init(_ environment: Environment) throws(SettingError) {
        concurrency = try environment.integer("COPY_CONCURRENCY", in: 1...256, default: 64)
        dispositions = try Dispositions(environment)
        deadLetterQueueURL = environment["DEAD_LETTER_QUEUE_URL"]
        large = try LargeCopySettings(environment)
        restore = RestoreSettings(
            days: try environment.integer("RESTORE_DAYS", in: 1...365, default: 3),
            tier: try environment.choice("RESTORE_TIER", default: .standard)
        )
        syncsTags = try environment.flag("SYNC_TAGS", default: false)
        mirrorsDeletes = try environment.choice("MIRROR_DELETES", default: MirrorDeletes.none) == .markers
        ignoredPrincipals = Self.principals(environment)
        downstream = try DownstreamSettings(environment)
        routes = try Self.routes(environment)
        try Self.refuseChain(routes, ignoredPrincipals, environment)
    }

    /// What one route writes is another's source, but what this function writes is not copied: nothing would follow.
    private static func refuseChain(
        _ routes: [CopyRoute],
        _ ignoredPrincipals: Set<String>,
        _ environment: Environment
    ) throws(SettingError) {
        let sources = Set(routes.compactMap(\.sourceBucket))
        guard !ignoredPrincipals.isEmpty, let link = routes.first(where: { sources.contains($0.targetBucket) }) else {
            return
        }
        throw SettingError(
            "COPY_ROUTES",
            found: environment["COPY_ROUTES"],
            expected:
                "no route from \(link.targetBucket), which another route writes to: this function's own writes are not copied, unless IGNORE_PRINCIPALS is none"
        )
    }

    private static func principals(_ environment: Environment) -> Set<String> {
        guard let text = environment["IGNORE_PRINCIPALS"] else {
            return Set([environment["AWS_LAMBDA_FUNCTION_NAME"]].compactMap { $0 })
        }
        guard text != "none" else { return [] }
        let named = text.split(separator: ",").map { $0.filter { !$0.isWhitespace } }
        return Set(named + [environment["AWS_LAMBDA_FUNCTION_NAME"]].compactMap { $0 })
    }

    private static func routes(_ environment: Environment) throws(SettingError) -> [CopyRoute] {
        switch (environment["TARGET_BUCKET"], environment["COPY_ROUTES"]) {
        case (let target?, nil):
            guard CopyRoute.isBucketName(target) else {
                throw SettingError("TARGET_BUCKET", found: target, expected: "a bucket name")
            }
            return [CopyRoute(targetBucket: target)]
        case (nil, let table?): return try CopyRoute.table(table, setting: "COPY_ROUTES")
        case (nil, nil):
            throw SettingError("TARGET_BUCKET", found: nil, expected: "a bucket name, or COPY_ROUTES to be set instead")
        case (let target?, _?):
            throw SettingError(
                "TARGET_BUCKET",
                found: target,
                expected: "only one of TARGET_BUCKET and COPY_ROUTES to be set"
            )
        }
    }
}

/// How objects are copied in parts.
struct LargeCopySettings: Sendable {
    /// Where the progress of each is kept.
    let table: String
    /// Where messages about ranges of parts are sent: the queue this function reads.
    let queueURL: String
    /// Bytes; larger objects are copied in parts.
    let threshold: Int64
    /// Bytes of a part, as far as 10,000 of them suffice.
    let partSize: Int64
    /// A copy of more parts is spread over messages.
    let partsPerMessage: Int
    /// Parts are cut as the source's were, so that the ETag is the same.
    let preservesETag: Bool

    /// - Returns: `nil` when STATE_TABLE is not set.
    /// - Throws: `SettingError` naming the setting.
    init?(_ environment: Environment) throws(SettingError) {
        let sizes = Int(PartPlan.smallestPart)...Int(PartPlan.largestPart)
        threshold = Int64(try environment.integer("MULTIPART_THRESHOLD", in: sizes, default: 1 << 30))
        partSize = Int64(try environment.integer("PART_SIZE", in: sizes, default: 128 << 20))
        partsPerMessage = try environment.integer("PARTS_PER_MESSAGE", in: 1...PartPlan.mostParts, default: 100)
        preservesETag = try environment.flag("PRESERVE_ETAG", default: false)
        guard let table = environment["STATE_TABLE"] else { return nil }
        self.table = table
        queueURL = try environment.required(
            "QUEUE_URL",
            expected: "the URL of the queue this function reads: a large copy goes on through it"
        )
        guard !queueURL.hasSuffix(".fifo") else {
            throw SettingError(
                "QUEUE_URL",
                found: queueURL,
                expected: "a standard queue: a FIFO queue delays no message"
            )
        }
    }
}

/// What is told when something was copied.
struct DownstreamSettings: Sendable {
    let crawler: String?
    /// Seconds from the first copy of a burst to the crawl.
    let crawlerDelay: Int
    /// Name or ARN of the event bus that "Object Copied" events go to.
    let eventBus: String?

    /// - Throws: `SettingError` naming the setting.
    init(_ environment: Environment) throws(SettingError) {
        crawler = environment["CRAWLER_NAME"]
        crawlerDelay = try environment.integer("CRAWLER_DELAY", in: 1...900, default: 60)
        eventBus = environment["EVENT_BUS"]
        if crawler != nil {
            for name in ["STATE_TABLE", "QUEUE_URL"] where environment[name] == nil {
                throw SettingError(
                    name,
                    found: nil,
                    expected: "to be set with CRAWLER_NAME: a crawl is put off through it"
                )
            }
        }
    }
}

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
    let multipart: MultipartSettings?
    let restore: RestoreSettings
    /// Tagging events change the copy's tags.
    let syncsTags: Bool
    /// Tagging events are looked at: for the copies' tags, or for routes that ask for tags.
    var followsTags: Bool { syncsTags || routes.contains { !$0.filter.tags.isEmpty } }
    /// Removals put a delete marker on the copy.
    let mirrorsDeletes: Bool
    /// Session names whose writes are not copied: of this function's own role, so that two mirrors do not feed each other.
    let ignoredPrincipals: Set<String>
    let notifications: NotificationSettings

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
        multipart = try MultipartSettings(environment)
        restore = RestoreSettings(
            days: try environment.integer("RESTORE_DAYS", in: 1...365, default: 3),
            tier: try environment.choice("RESTORE_TIER", default: .standard)
        )
        syncsTags = try environment.flag("SYNC_TAGS", default: false)
        mirrorsDeletes = try environment.choice("MIRROR_DELETES", default: MirrorDeletes.none) == .markers
        ignoredPrincipals = Self.principals(environment)
        notifications = try NotificationSettings(environment)
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

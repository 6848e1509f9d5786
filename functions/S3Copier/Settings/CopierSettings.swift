import LambdaRuntime

/// The environment's settings and the plan, read and put together.
struct CopierSettings: Sendable {
    let routes: [CopyRoute]
    /// Copies in flight in one invocation.
    let concurrency: Int
    let dispositions: Dispositions
    /// Where a message goes at once whose outcome is to be dead-lettered; without it the queue's redrive policy sees to it.
    let deadLetterQueueURL: String?
    /// `nil`: nothing is copied in parts.
    let multipart: MultipartSettings?
    let restore: CopierPlan.Restore
    /// Tagging events change the copy's tags.
    let syncsTags: Bool
    /// Removals put a delete marker on the copy.
    let mirrorsDeletes: Bool
    /// Session names whose writes are not copied: of this function's own role, so that two mirrors do not feed each other.
    let ignoredPrincipals: Set<String>
    let notifications: NotificationSettings

    /// Tagging events are looked at: for the copies' tags, or for routes that ask for tags.
    var followsTags: Bool { syncsTags || routes.contains { !$0.filter.tags.isEmpty } }

    /// - Parameter plan: the plan file; an empty one when there is none.
    /// - Throws: `SettingError` naming the setting.
    init(_ environment: Environment, _ plan: CopierPlan = CopierPlan()) throws(SettingError) {
        concurrency = try Self.concurrency(environment)
        dispositions = Dispositions(plan)
        deadLetterQueueURL = environment["DEAD_LETTER_QUEUE_URL"]
        multipart = try MultipartSettings(environment, plan.multipart)
        restore = plan.restore
        syncsTags = plan.followsTags
        mirrorsDeletes = plan.followsDeletes
        let own = plan.copiesOwnWrites ? [] : [environment["AWS_LAMBDA_FUNCTION_NAME"]].compactMap { $0 }
        ignoredPrincipals = Set(plan.ignoredPrincipals + own)
        notifications = try NotificationSettings(environment, plan.after)
        routes = try Self.routes(environment, plan)
        try refuseChain()
    }

    static func concurrency(_ environment: Environment) throws(SettingError) -> Int {
        try environment.integer("COPY_CONCURRENCY", in: 1...256, default: 64)
    }

    private static func routes(_ environment: Environment, _ plan: CopierPlan) throws(SettingError) -> [CopyRoute] {
        switch (environment["TARGET_BUCKET"], plan.routes.isEmpty) {
        case (let target?, true):
            guard CopyRoute.isBucketName(target) else {
                throw SettingError("TARGET_BUCKET", found: target, expected: "a bucket name")
            }
            return [CopyRoute(targetBucket: target)]
        case (nil, false): return plan.routes
        case (nil, true):
            throw SettingError(
                "TARGET_BUCKET",
                found: nil,
                expected: "a bucket name, or PLAN or PLAN_S3_URI to name a plan with routes"
            )
        case (let target?, false):
            throw SettingError("TARGET_BUCKET", found: target, expected: "not to be set with a plan that has routes")
        }
    }

    /// What one route writes is another's source, but what this function writes is not copied: nothing would follow.
    private func refuseChain() throws(SettingError) {
        let sources = Set(routes.compactMap(\.sourceBucket))
        guard !ignoredPrincipals.isEmpty, let link = routes.first(where: { sources.contains($0.targetBucket) }) else {
            return
        }
        throw SettingError(
            "PLAN",
            found: nil,
            expected:
                "no route from \(link.targetBucket), which another route writes to: this function's own writes are not copied, unless the plan says copy_own_writes: true"
        )
    }
}

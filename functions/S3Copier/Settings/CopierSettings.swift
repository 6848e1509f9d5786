import AWSS3
import LambdaRuntime

/// The settings of the function, from the environment and the plan together.
struct CopierSettings: Sendable {
    let routes: [CopyRoute]
    /// The maximum number of copies in flight in one invocation.
    let concurrency: Int
    let dispositions: MessageDispositionPolicy
    /// The URL of the dead-letter queue. Without it, the source queue's redrive policy moves the messages that cannot
    /// succeed.
    let deadLetterQueueURL: String?
    /// The settings of copies in parts; `nil` when no object is copied in parts.
    let multipart: MultipartSettings?
    let restore: CopierPlan.Restore
    /// `true` to update a copy's tags when a tagging event arrives.
    let syncsTags: Bool
    /// `true` to put a delete marker on the copy of a removed object.
    let mirrorsDeletes: Bool
    /// The session names of principals whose writes are not copied. This function's own name is normally among them, so
    /// that two mirrors do not copy each other's copies.
    let ignoredPrincipals: Set<String>
    let notifications: NotificationSettings

    /// Returns `true` when copies in a target bucket are marked with their source's bucket. Objects of several buckets
    /// may have one target there, and a removal must delete only the copies of its own bucket's objects.
    func marksBuckets(in targetBucket: String) -> Bool {
        mirrorsDeletes && routes.contains { $0.sharesTargets && $0.targetBucket == targetBucket }
    }

    /// `true` when tagging events are used: for the tags of copies, or for routes that require tags.
    var followsTags: Bool { syncsTags || routes.contains { !$0.filter.tags.isEmpty } }

    /// - Parameters:
    ///   - settings: receives every mistake.
    ///   - plan: an empty plan when there is none; `nil` when the plan is in S3 and was not read yet.
    init(_ settings: inout SettingsReader, _ plan: CopierPlan?) {
        let known = plan ?? CopierPlan()
        concurrency = Self.concurrency(&settings)
        dispositions = MessageDispositionPolicy(known)
        deadLetterQueueURL = settings.optional("DEAD_LETTER_QUEUE_URL")
        multipart = MultipartSettings(&settings, known.multipart)
        restore = known.restore
        syncsTags = known.followsTags
        mirrorsDeletes = known.followsDeletes
        let own = known.copiesOwnWrites ? nil : settings.optional("AWS_LAMBDA_FUNCTION_NAME")
        ignoredPrincipals = Set(known.ignoredPrincipals + [own].compactMap { $0 })
        notifications = NotificationSettings(&settings, known.after)
        routes = Self.routes(&settings, plan)
        refuseChain(&settings)
    }

    /// - Throws: `InvalidSettings` with every mistake.
    init(_ environment: Environment, _ plan: CopierPlan = CopierPlan()) throws(InvalidSettings) {
        var reader = SettingsReader(environment)
        self.init(&reader, plan)
        try reader.finish()
    }

    static func concurrency(_ settings: inout SettingsReader) -> Int {
        settings.integer("COPY_CONCURRENCY", in: 1...256, default: 64)
    }

    private static func routes(_ settings: inout SettingsReader, _ plan: CopierPlan?) -> [CopyRoute] {
        if let target = settings.optional("TARGET_BUCKET") {
            if let problem = S3BucketName.problem(of: target) {
                settings.refuse("TARGET_BUCKET", found: target, expected: "a bucket name: it \(problem)")
            }
            guard plan?.routes.isEmpty == false else { return [CopyRoute(targetBucket: target)] }
            settings.refuse("TARGET_BUCKET", found: target, expected: "not to be set with a plan that has routes")
        } else if plan?.routes.isEmpty == true {
            let expected = "a bucket name, or PLAN or PLAN_S3_URI to name a plan with routes"
            settings.refuse("TARGET_BUCKET", found: nil, expected: expected)
        }
        return plan?.routes ?? []
    }

    /// Refuses a route whose source bucket is another route's target bucket, unless ``ignoredPrincipals`` is empty.
    /// Such a route would copy nothing while this function's own writes are not copied.
    private func refuseChain(_ settings: inout SettingsReader) {
        let sources = Set(routes.compactMap(\.sourceBucket))
        guard !ignoredPrincipals.isEmpty, let link = routes.first(where: { sources.contains($0.targetBucket) }) else {
            return
        }
        settings.refuse(
            "PLAN",
            found: settings.optional("PLAN"),
            expected:
                "no route from \(link.targetBucket), which another route writes to: this function's own writes are not copied, unless the plan says copy_own_writes: true"
        )
    }
}

import LambdaRuntime

/// The function's settings, read once.
struct CopierSettings: Sendable {
    let routes: [CopyRoute]
    /// Copies in flight in one invocation.
    let concurrency: Int
    /// What becomes of a message whose object was deleted before it was copied.
    let onSourceGone: Disposition

    enum Disposition: String, CaseIterable, Sendable {
        /// Done: what is not there need not be copied.
        case ack
        /// Delivered again and in the end dead-lettered, for somebody to see.
        case dlq
    }

    /// - Throws: `SettingError` naming the setting, and in a route table the route and the field.
    init(_ environment: Environment) throws(SettingError) {
        concurrency = try environment.integer("COPY_CONCURRENCY", in: 1...256, default: 64)
        onSourceGone = try environment.choice("ON_SOURCE_GONE", default: .dlq)
        switch (environment["TARGET_BUCKET"], environment["COPY_ROUTES"]) {
        case (let target?, nil):
            guard CopyRoute.isBucketName(target) else {
                throw SettingError("TARGET_BUCKET", found: target, expected: "a bucket name")
            }
            routes = [CopyRoute(targetBucket: target)]
        case (nil, let table?): routes = try CopyRoute.table(table, setting: "COPY_ROUTES")
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

import LambdaRuntime

/// The function's settings, read once.
struct CopierSettings: Sendable {
    let routes: [CopyRoute]
    /// Copies in flight in one invocation.
    let concurrency: Int

    /// - Throws: `SettingError` naming the setting, and in a route table the route and the field.
    init(_ environment: Environment) throws(SettingError) {
        concurrency = try environment.integer("COPY_CONCURRENCY", in: 1...1000, default: 64)
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

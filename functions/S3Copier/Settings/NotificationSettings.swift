import LambdaRuntime

/// What is told when something was copied.
struct NotificationSettings: Sendable {
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

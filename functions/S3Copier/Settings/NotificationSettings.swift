import LambdaRuntime

/// Who is notified when something was copied.
struct NotificationSettings: Sendable {
    let crawler: String?
    /// Seconds from the first copy of a burst to the crawl.
    let crawlerDelay: Int
    /// Name or ARN of the event bus that "Object Copied" events go to.
    let eventBus: String?

    /// - Throws: `SettingError` naming the setting.
    init(_ environment: Environment, _ after: CopierPlan.After) throws(SettingError) {
        crawler = after.crawler ?? environment["CRAWLER_NAME"]
        crawlerDelay = after.wait
        eventBus = after.eventBus ?? environment["EVENT_BUS_NAME"]
        guard crawler != nil else { return }
        for name in ["STATE_TABLE", "QUEUE_URL"] where environment[name] == nil {
            throw SettingError(name, found: nil, expected: "to be set with a crawler: a crawl is put off through it")
        }
    }
}

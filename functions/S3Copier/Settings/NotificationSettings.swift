import LambdaRuntime

/// The settings of the notifications after a copy: the crawler and the event bus.
struct NotificationSettings: Sendable {
    let crawler: String?
    /// The seconds from the first copy of a burst to the crawl.
    let crawlerDelay: Int
    /// The name or ARN of the event bus that receives "Object Copied" events.
    let eventBus: String?

    /// - Parameter settings: receives every mistake.
    init(_ settings: inout SettingsReader, _ after: CopierPlan.After) {
        crawler = after.crawler ?? settings.optional("CRAWLER_NAME")
        crawlerDelay = after.wait
        eventBus = after.eventBus ?? settings.optional("EVENT_BUS_NAME")
        // With the table's name, MultipartSettings requires the queue.
        guard crawler != nil, settings.optional("STATE_TABLE") == nil else { return }
        for name in ["STATE_TABLE", "QUEUE_URL"] where settings.optional(name) == nil {
            settings.refuse(name, found: nil, expected: "to be set with a crawler: a crawl waits in the queue")
        }
    }
}

import LambdaEvents

/// One thing to do: a message of the batch, or one record of it.
struct MessageBatchItem: Sendable {
    enum Work: Sendable {
        /// Events of S3; none for S3's test event, which requests nothing.
        case events([S3ObjectEvent])
        /// A message of this function to itself: a copy in parts continues, or a crawl is due.
        case followUp(FollowUpMessage)
        /// A message that cannot be read, or is about something else; the text says what was expected.
        case unreadable(String)
    }

    /// The message's place in the batch.
    let message: Int
    let work: Work
}

extension MessageBatchItem.Work {
    /// The events this function takes, for errors about others.
    static let taken =
        "events of S3, also by SNS, EventBridge or SQS, scan results of GuardDuty, tasks of S3 Batch Operations, and {\"sweep\": true}"

    /// The work that one event is, its envelopes taken off.
    static func all(in content: UnwrappedEvent) -> [MessageBatchItem.Work] {
        switch content {
        case .s3(let events, nil): [.events(events)]
        // What can be read is copied now, and found copied when the message comes again.
        case .s3(let events, let problem?): [.events(events), .unreadable("\(problem)")]
        case .s3TestEvent: [.events([])]
        case .malwareScan(let result): [.events([result.object])]
        default: [.unreadable("\(UnsupportedEvent(content, function: "S3Copier", takes: taken))")]
        }
    }
}

import LambdaEvents

/// One unit of work in a batch: a whole message, or one S3 event of a message.
struct MessageBatchItem: Sendable {
    enum Work: Sendable {
        /// S3 events; empty for S3's test event, which needs no work.
        case events([S3ObjectEvent])
        /// A message from this function to itself, for example to continue a copy in parts.
        case followUp(FollowUpMessage)
        /// A message that cannot be read, or is not for this function; the text says what was expected.
        case unreadable(String)
    }

    /// The index of the message in the batch.
    let message: Int
    let work: Work
}

extension MessageBatchItem.Work {
    /// The list of accepted events, for the error text about any other event.
    static let taken =
        "events of S3, also by SNS, EventBridge or SQS, scan results of GuardDuty, tasks of S3 Batch Operations, and {\"sweep\": true}"

    /// Returns the work for one event that is already unwrapped from its envelopes.
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

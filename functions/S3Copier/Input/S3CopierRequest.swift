import LambdaEvents

/// The ways in which the function is invoked.
enum S3CopierRequest: Sendable {
    /// A batch of messages from its queue.
    case messages([SQSMessage])
    /// Events that no queue stands behind: a notification, a topic, a rule or a pipe invokes the function itself.
    case events([MessageBatchItem.Work])
    /// Tasks of S3 Batch Operations.
    case tasks(S3BatchEvent)
    /// Find the work whose messages were lost; a schedule sends `{"sweep": true}`.
    case sweep
}

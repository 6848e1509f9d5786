import LambdaEvents

/// The ways in which the function is invoked.
enum S3CopierRequest: Sendable {
    /// A batch of messages from its queue.
    case messages([SQSMessage])
    /// Events that no queue stands behind: of a notification, a topic, a rule or a pipe that invokes the function itself.
    case events([WorkItem.Work])
    /// Tasks of S3 Batch Operations.
    case tasks(S3BatchEvent)
    /// Look after copies in parts that got stuck; sent by a schedule as `{"sweep": true}`.
    case sweep
}

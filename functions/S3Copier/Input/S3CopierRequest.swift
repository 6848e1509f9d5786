import LambdaEvents

/// The ways in which the function is invoked.
enum S3CopierRequest: Sendable {
    /// A batch of messages from its queue.
    case messages([SQSMessage])
    /// Tasks of S3 Batch Operations.
    case tasks(S3BatchEvent)
    /// Look after large copies that got stuck; sent by a schedule as `{"sweep": true}`.
    case sweep
}

import LambdaEvents

/// The request of one invocation. Each case stands for one way to invoke the function.
enum S3CopierRequest: Sendable {
    /// A batch of messages from the function's queue.
    case messages([SQSMessage])
    /// Events without a queue: a notification, a topic, a rule or a pipe invoked the function directly.
    case events([MessageBatchItem.Work])
    /// Tasks of S3 Batch Operations.
    case tasks(S3BatchEvent)
    /// A sweep, which repairs work whose messages were lost; a schedule sends `{"sweep": true}`.
    case sweep
}

import LambdaEvents

extension S3CopierRequest {
    /// Reads the payload of one invocation, as Lambda passes it.
    ///
    /// - Throws: `UnreadableEvent` for a payload that is not JSON, or that lacks a field which its kind of event always
    ///   has; `UnsupportedEvent` for an event that this function does not accept.
    init(_ payload: [UInt8]) throws {
        switch try EventDelivery(payload) {
        case .queue(let messages): self = .messages(messages)
        case .batchOperations(let event): self = .tasks(event)
        case .direct(let contents):
            if case .command(let command)? = contents.first, contents.count == 1, command.name == .sweep {
                try command.refuseOptions()
                self = .sweep
                return
            }
            self = .events(
                try contents.flatMap { content -> [MessageBatchItem.Work] in
                    switch content {
                    case .s3, .s3TestEvent, .malwareScan: return MessageBatchItem.Work.all(in: content)
                    default: throw UnsupportedEvent(content, function: "S3Copier", takes: MessageBatchItem.Work.taken)
                    }
                }
            )
        }
    }
}

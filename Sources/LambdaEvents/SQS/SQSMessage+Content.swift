extension SQSMessage {
    /// Reads the body: one event in the envelopes of SNS and EventBridge, or without.
    ///
    /// - Throws: ``UnreadableEvent`` for what is no JSON, or lacks what its kind of event always has. Only this message fails.
    public func content() throws(UnreadableEvent) -> UnwrappedEvent { try UnwrappedEvent(text: body) }
}

extension SQSBatchResponse {
    /// Answers a batch. In a FIFO queue the messages behind a failed one of the same group fail too: SQS keeps the order of
    /// a group only if all of them are delivered again.
    ///
    /// - Parameters:
    ///   - messages: the batch, in order.
    ///   - isDone: whether the message at that place is done.
    public init(_ messages: [SQSMessage], isDone: (Int) -> Bool) {
        var brokenGroups: Set<String> = []
        var failed: [String] = []
        for (index, message) in messages.enumerated() {
            let group = message.orderedGroup
            if isDone(index), !(group.map(brokenGroups.contains) ?? false) { continue }
            if let group { brokenGroups.insert(group) }
            failed.append(message.messageID)
        }
        self.init(failedMessageIDs: failed)
    }
}

extension [SQSMessage] {
    /// The indices of the messages in independent chains. The messages of one FIFO group are one chain, handled one after
    /// another; any other message is a chain of its own.
    public var chains: [[Int]] {
        var chains: [[Int]] = []
        var chainOfGroup: [String: Int] = [:]
        for (index, message) in enumerated() {
            if let group = message.orderedGroup, let chain = chainOfGroup[group] {
                chains[chain].append(index)
            } else {
                if let group = message.orderedGroup { chainOfGroup[group] = chains.count }
                chains.append([index])
            }
        }
        return chains
    }
}

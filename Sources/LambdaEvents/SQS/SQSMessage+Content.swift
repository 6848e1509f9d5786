extension SQSMessage {
    /// Reads the event in the message's body, with or without the envelopes of SNS and EventBridge.
    ///
    /// - Throws: ``UnreadableEvent`` for a body that is not JSON, or without a member that every event of its kind has.
    ///   Only this message fails.
    public func content() throws(UnreadableEvent) -> UnwrappedEvent { try UnwrappedEvent(text: body) }
}

extension SQSBatchResponse {
    /// Makes the answer to a batch. In a FIFO queue, the messages after a failed message of the same group fail too:
    /// SQS keeps the order of a group only if all of them are delivered again.
    ///
    /// - Parameters:
    ///   - messages: the batch, in order.
    ///   - isDone: returns `true` when the message at that index is done.
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
    /// The indices of the messages, divided into independent chains. The messages of one FIFO group are one chain,
    /// handled one after another; any other message is a chain of its own.
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

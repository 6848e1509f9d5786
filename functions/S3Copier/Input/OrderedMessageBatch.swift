import FormEncoding
import LambdaEvents

/// A batch of messages, decoded and put into the order of processing. It does no I/O.
struct OrderedMessageBatch: Sendable {
    /// The items of the batch as chains: lists of items that are processed in order. Different chains do not depend on
    /// each other.
    let chains: [[MessageBatchItem]]
    /// All S3 events in the batch.
    var events: [S3ObjectEvent] {
        chains.joined().flatMap { item -> [S3ObjectEvent] in
            if case .events(let events) = item.work { return events }
            return []
        }
    }

    init(_ messages: [SQSMessage]) {
        var chains: [[MessageBatchItem]] = []
        var chainOfGroup: [String: Int] = [:]
        for (index, message) in messages.enumerated() {
            for work in Self.work(of: message) {
                if let group = message.orderedGroup {
                    // What is of one FIFO group keeps its order.
                    if let chain = chainOfGroup[group] {
                        chains[chain].append(MessageBatchItem(message: index, work: work))
                    } else {
                        chainOfGroup[group] = chains.count
                        chains.append([MessageBatchItem(message: index, work: work)])
                    }
                } else if case .events(let all) = work, all.count > 1 {
                    chains += all.map { [MessageBatchItem(message: index, work: .events([$0]))] }
                } else {
                    chains.append([MessageBatchItem(message: index, work: work)])
                }
            }
        }
        self.chains = chains
    }

    private static func work(of message: SQSMessage) -> [MessageBatchItem.Work] {
        if let followUp = FollowUpMessage(messageBody: message.body) { return [.followUp(followUp)] }
        do {
            return MessageBatchItem.Work.all(in: try message.content()).map { work in
                guard case .unreadable(let reason) = work else { return work }
                return .unreadable("\(reason); it begins: \(message.body.cut(toBytes: 200))")
            }
        } catch {
            return [.unreadable("\(error)")]
        }
    }
}

import FormEncoding
import LambdaEvents

/// A batch read, and put into the order it must be worked in. No I/O.
struct OrderedMessageBatch: Sendable {
    /// Chains are independent of each other; the items of one are worked on one after another.
    let chains: [[MessageBatchItem]]
    /// All events of S3 in the batch.
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

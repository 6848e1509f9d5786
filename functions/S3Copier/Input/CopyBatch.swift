import LambdaEvents

/// A batch read, and put into the order it must be worked in. No I/O.
struct CopyBatch: Sendable {
    /// Chains are independent of each other; the items of one are worked on one after another.
    let chains: [[WorkItem]]
    /// The latest creation of each object, where several are in the batch.
    private let latest: [ObjectName: S3Sequencer]

    private struct ObjectName: Hashable {
        let bucket: String
        /// Bytes: to `String`, two spellings of é are one key.
        let key: [UInt8]

        init(_ event: S3ObjectEvent) {
            bucket = event.bucket
            key = Array(event.key.utf8)
        }
    }

    init(_ messages: [SQSMessage]) {
        var chains: [[WorkItem]] = []
        var chainOfGroup: [String: Int] = [:]
        var latest: [ObjectName: S3Sequencer] = [:]
        for (index, message) in messages.enumerated() {
            for work in Self.work(of: message) {
                if case .events(let events) = work {
                    for event in events {
                        guard event.kind == .created, let sequencer = event.sequencer.flatMap(S3Sequencer.init) else {
                            continue
                        }
                        let name = ObjectName(event)
                        latest[name] = latest[name].map { max($0, sequencer) } ?? sequencer
                    }
                }
                if let group = message.orderedGroup {
                    // What is of one FIFO group keeps its order.
                    if let chain = chainOfGroup[group] {
                        chains[chain].append(WorkItem(message: index, work: work))
                    } else {
                        chainOfGroup[group] = chains.count
                        chains.append([WorkItem(message: index, work: work)])
                    }
                } else if case .events(let all) = work, all.count > 1 {
                    chains += all.map { [WorkItem(message: index, work: .events([$0]))] }
                } else {
                    chains.append([WorkItem(message: index, work: work)])
                }
            }
        }
        self.chains = chains
        self.latest = latest
    }

    /// Whether a later creation of the same object is in this batch: copying both at once could leave the older one.
    func isSuperseded(_ event: S3ObjectEvent) -> Bool {
        guard event.kind == .created, let sequencer = event.sequencer.flatMap(S3Sequencer.init) else { return false }
        return latest[ObjectName(event)].map { sequencer < $0 } ?? false
    }

    private static func work(of message: SQSMessage) -> [WorkItem.Work] {
        if let followUp = FollowUpMessage(messageBody: message.body) { return [.followUp(followUp)] }
        do {
            switch try S3Delivery(messageBody: message.body) {
            case .events(let events): return [.events(events)]
            // What can be read is copied now, and found copied when the message comes again.
            case .partly(let events, let problem): return [.events(events), .unreadable(problem)]
            case .testEvent: return [.events([])]
            }
        } catch {
            return [.unreadable(error)]
        }
    }
}

import LambdaEvents

@testable import KafkaS3Sink

/// One attempt at a batch: makes the machine's requests one by one, as the scheduler of the test lets it.
struct SimulatedAttempt {
    private static let partition = KafkaPartition(topic: "orders", number: 3)

    let batch: [Int64]
    private var machine: CommitMachine
    private(set) var action: CommitMachine.Action
    private(set) var result: CommitMachine.Result?

    init(_ batch: [Int64], writer: String, remembered: Int64? = nil) {
        self.batch = batch
        machine = CommitMachine(last: batch.last ?? 0, writer: writer, remembered: remembered)
        action = machine.begin()
        if case .finish(let result) = action { self.result = result }
    }

    var isOver: Bool { result != nil }

    /// Makes the request.
    ///
    /// - Parameter answerIsLost: the request works, and is made again at the next call.
    /// - Returns: `false` when the machine took an answer for one to another request.
    mutating func step(_ landing: SimulatedLanding, answerIsLost: Bool) -> Bool {
        let answer = request(landing)
        guard !answerIsLost else { return true }
        guard let next = machine.next(answer) else { return false }
        action = next
        if case .finish(let result) = next { self.result = result }
        return true
    }

    private func request(_ landing: SimulatedLanding) -> CommitMachine.Answer {
        switch action {
        case .findHead(let offset): return .head(landing.head(upTo: offset))
        case .writeFiles(let from):
            let offsets = batch.filter { $0 >= from }
            guard let first = offsets.first, let last = offsets.last else { return .written([]) }
            let name = "\(first)-\(last).\(machine.writer)"
            landing.write(offsets, named: name)
            let rows = Int64(offsets.count)
            return .written([.init(url: name, rows: rows, bytes: 1, first: first, last: last, schema: "s")])
        case .commit(let start, let files):
            let offsets = batch.filter { $0 >= start }
            let link = CommitLink(
                partition: Self.partition,
                start: start,
                end: machine.last,
                files: files,
                gaps: OffsetGaps.between(start, offsets),
                quarantined: [],
                writer: machine.writer
            )
            return landing.commit(link) ? .committed : .taken
        case .readLink(let start): return landing.link(at: start).map { .link($0) } ?? .taken
        case .deleteFiles(let files):
            for file in files { landing.delete(file.url) }
            return .deleted
        case .finish: return .deleted
        }
    }
}

@testable import KafkaS3Sink

/// SplitMix64, so that a failure's seed gives it again.
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1 }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// One partition's deliveries, until everything has been delivered and answered.
struct SimulatedHistory {
    let landing = SimulatedLanding()
    let log: [Int64]
    private(set) var invocations = 0
    /// The machine took every answer.
    private(set) var wasUnderstood = true
    /// Offsets by the name that `first-last` alone would give a file: what a function without a chain leaves.
    private var byName: [String: [Int64]] = [:]
    private var attempts: [SimulatedAttempt] = []

    init(_ random: inout some RandomNumberGenerator) {
        var log: [Int64] = []
        var offset = Int64.random(in: 0...3, using: &random)
        for _ in 0..<Int.random(in: 5...40, using: &random) {
            log.append(offset)
            offset += Int.random(in: 0...5, using: &random) == 0 ? Int64.random(in: 2...4, using: &random) : 1
        }
        self.log = log
    }

    var namesAloneLeaveDuplicates: Bool {
        let offsets = byName.values.flatMap { $0 }
        return offsets.count != Set(offsets).count
    }

    mutating func play(_ random: inout some RandomNumberGenerator) {
        var position = 0
        var known: Int64?
        while position < log.count {
            let end = min(log.count, position + Int.random(in: 1...9, using: &random))
            let batch = Array(log[position..<end])
            byName["\(batch[0])-\(batch[batch.count - 1])"] = batch
            invocations += 1
            // Another process may have been further than this one remembers; a cold one remembers nothing.
            let remembered = Bool.random(using: &random) ? known : nil
            attempts.append(SimulatedAttempt(batch, writer: "w\(invocations)", remembered: remembered))
            let own = attempts.count - 1
            let lifetime = Int.random(in: 0...2, using: &random) == 0 ? Int.random(in: 0...5, using: &random) : 60
            for _ in 0..<lifetime where !attempts[own].isOver {
                step(own, &random)
                // One that Lambda gave up goes on meanwhile.
                if Bool.random(using: &random) { step(Int.random(in: 0...own, using: &random), &random) }
            }
            if let result = attempts[own].result {
                position = end
                known = max(known ?? 0, result.next(behind: log[end - 1]))
                if Int.random(in: 0...5, using: &random) == 0 {
                    position = Int.random(in: 0...position, using: &random)
                }
            }
        }
        for index in attempts.indices {
            for _ in 0..<60 where !attempts[index].isOver { step(index, &random) }
        }
    }

    private mutating func step(_ index: Int, _ random: inout some RandomNumberGenerator) {
        guard !attempts[index].isOver else { return }
        let isLost = Int.random(in: 0...9, using: &random) == 0
        if !attempts[index].step(landing, answerIsLost: isLost) { wasUnderstood = false }
    }
}

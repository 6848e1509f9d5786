import TestSupport
import Glibc
import Synchronization

@testable import S3Copier

/// Plays one random history of writes, deliveries and deaths against an S3 with real conditions.
///
/// Every worker has one request under way at a time. The game waits until all that run have asked for something, and then
/// serves one of them, chosen by the seed: every order of requests can come about, and comes about again with the same seed.
final class InterleavingGame: Sendable {
    private final class Ends: Sendable {
        let list = Mutex<[(worker: String, body: String, succeeded: Bool)]>([])
    }

    private final class Turnstile: Sendable {
        struct State: ~Copyable {
            var waiting: [String: LocalCopier.Fate?] = [:]
        }
        let state = Mutex(State())

        /// Called on the connection's thread: waits until the game says what becomes of the request.
        func pass(_ worker: String) -> LocalCopier.Fate {
            state.withLock { $0.waiting[worker] = .some(nil) }
            while true {
                let fate = state.withLock { state -> LocalCopier.Fate? in
                    guard let entry = state.waiting[worker], let fate = entry else { return nil }
                    state.waiting[worker] = nil
                    return fate
                }
                if let fate { return fate }
                usleep(20)
            }
        }

        var waiting: [String] { state.withLock { state in state.waiting.filter { $0.value == nil }.keys.sorted() } }

        func decide(_ worker: String, _ fate: LocalCopier.Fate) { state.withLock { $0.waiting[worker] = fate } }
    }

    private let bed: LocalCopier
    private let turnstile: Turnstile
    private let seed: UInt64
    private let mirrorsDeletes: Bool

    init(seed: UInt64, versioned: Bool, mirrorsDeletes: Bool, lacksConditions: Bool = false) throws {
        let turnstile = Turnstile()
        self.turnstile = turnstile
        self.seed = seed
        self.mirrorsDeletes = mirrorsDeletes
        bed = try LocalCopier(
            [
                "follow.deletes": mirrorsDeletes ? "markers" : "none", "STATE_TABLE": "", "outcomes.failed": "retry",
                "outcomes.source_gone": "ack",
            ],
            versioned: (versioned, true)
        ) { _, worker in turnstile.pass(worker) }
        bed.change { $0.s3.lacksConditions = lacksConditions }
    }

    /// - Returns: what source and target hold in the end.
    func play() async throws -> (source: String?, target: String?) {
        defer { bed.stop() }
        var random = SeededRandom(seed: seed)
        var undelivered: [String] = []
        var running: Set<String> = []
        var writesLeft = 5
        var workers = 0
        let ended = Ends()
        try await withThrowingTaskGroup(of: Void.self) { group in
            while true {
                for end in ended.list.withLock({ all in
                    defer { all = [] }
                    return all
                }) {
                    running.remove(end.worker)
                    if !end.succeeded || random.next(below: 6) == 0 { undelivered.append(end.body) }
                }
                let waiting = turnstile.waiting.filter { running.contains($0) }
                guard waiting.count == running.count else {
                    // Somebody is between two requests.
                    usleep(20)
                    await Task.yield()
                    continue
                }
                var moves: [Move] = waiting.map { .serve($0) }
                if writesLeft > 0 { moves.append(.write) }
                if !undelivered.isEmpty, running.count < 3 { moves.append(.deliver) }
                guard !moves.isEmpty else { break }
                switch moves[random.next(below: moves.count)] {
                case .write:
                    writesLeft -= 1
                    undelivered.append(write(&random))
                case .deliver:
                    let body = undelivered.remove(at: random.next(below: undelivered.count))
                    workers += 1
                    let worker = "worker\(workers)"
                    running.insert(worker)
                    group.addTask { [bed] in
                        let run = try await bed.run(LocalCopier.batch([body]), worker: worker)
                        ended.list.withLock { $0.append((worker, body, run?.failed.isEmpty == true)) }
                    }
                case .serve(let worker):
                    // Not for ever: a history in which everybody dies ends nowhere.
                    let dies = workers < 30 && random.next(below: 12) == 0
                    turnstile.decide(worker, dies ? (random.next(below: 2) == 0 ? .diesBefore : .diesAfter) : .served)
                }
            }
            try await group.waitForAll()
        }
        return bed.change {
            ($0.s3.current(LocalCopier.source, "k")?.content.name, $0.s3.current(LocalCopier.target, "k")?.content.name)
        }
    }

    private enum Move {
        case write
        case deliver
        case serve(String)
    }

    /// Three contents only, so that a state comes back that was there before, and its ETag with it.
    private func write(_ random: inout SeededRandom) -> String {
        if mirrorsDeletes, random.next(below: 3) == 0 {
            return bed.change {
                $0.s3.delete(LocalCopier.source, "k")
                return LocalCopier.record("ObjectRemoved:Delete", ["key": "k", "sequencer": "00"])
            }
        }
        let name = ["red", "green", "blue"][random.next(below: 3)]
        return bed.change {
            LocalCopier.created("k", $0.s3.put(LocalCopier.source, "k", FakeContent(name, size: 10)))
        }
    }
}

/// SplitMix64: the same numbers for the same seed, everywhere.
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    mutating func next(below bound: Int) -> Int { Int(next() % UInt64(bound)) }
}

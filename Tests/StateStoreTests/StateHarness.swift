import AWSDynamoDB
import StateStore
import Synchronization
import TestSupport
import UTCTime

/// A store over a table of our own, with a clock that stands still, a kill point and a gate.
final class StateHarness: Sendable {
    static let table = "example-state"

    private let database = Mutex(FakeDynamoDB())
    private let held = Mutex<Gate?>(nil)
    let clock = ManualClock()
    let kill: KillPoint
    let server: LoopbackServer
    let store: StateStore

    private final class Box: Sendable {
        let answer = Mutex<(@Sendable (LoopbackServer.Request) -> LoopbackServer.Reply)?>(nil)
    }

    init(kill: KillPoint = KillPoint(), attempts: Int = 1) throws {
        self.kill = kill
        let box = Box()
        server = try LoopbackServer { request in
            box.answer.withLock { $0 }?(request) ?? .close
        }
        store = StateStore(
            try DynamoDB(.at(server, attempts: attempts)),
            table: Self.table,
            retention: .seconds(86_400),
            clock: clock.source
        )
        box.answer.withLock { $0 = { [unowned self] in self.answer($0) } }
    }

    func stop() { server.stop() }

    private func answer(_ request: LoopbackServer.Request) -> LoopbackServer.Reply {
        let operation = String((request.header("x-amz-target") ?? "").split(separator: ".").last ?? "")
        held.withLock { $0 }?.pass(operation, JSON(request.body) ?? .null)
        return kill.pass { withTable { $0.reply(to: request) } ?? .status(400) }
    }

    func withTable<Value: Sendable>(_ body: (inout sending FakeDynamoDB) -> sending Value) -> Value {
        database.withLock { body(&$0) }
    }

    var items: [FakeDynamoDB.Item] { withTable { $0.all } }
    var operations: [String] { withTable { $0.operations } }

    func item(_ key: StateKey) -> FakeDynamoDB.Item? {
        withTable { $0.items(under: key.partition) }.first { $0["sk"]?["S"]?.string == key.sort }
    }

    /// Holds up the requests that the gate is for.
    func hold(_ gate: Gate?) { held.withLock { $0 = gate } }
}

/// A document with one of everything that a function's documents have.
struct Job: StateDocument, Equatable {
    static let kind = "job"

    enum State: String, Codable, Sendable { case open, idle, closed }

    var state = State.open
    var due: UTCTime?
    var count = 0
    /// Names of those who changed it.
    var hands: [String] = []
    var lease: Lease?
    var text = ""

    var status: String { state.rawValue }
    var isClosed: Bool { state == .closed }
    var openWork: OpenWork? { due.map { OpenWork(kind: Self.kind, due: $0) } }
}

extension StateKey {
    static let job = StateKey("job/a", "job")
}

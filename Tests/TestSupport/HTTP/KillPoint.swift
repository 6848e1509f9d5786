import Synchronization

/// The moment at which the process under test dies, as its servers see it: from one request on they hear nothing of it, and
/// it hears nothing of them. For tests that kill at every request.
///
///     for index in 0... {
///         let kill = KillPoint(at: index, .afterItWasDone)
///         … a server that answers each request by kill.pass { … }; run; kill.revive(); run again; expect …
///         if !kill.wasReached { break }
///     }
public final class KillPoint: Sendable {
    public enum Moment: String, Sendable, CaseIterable {
        case beforeItWasDone, afterItWasDone
    }

    private struct State {
        var index: Int?
        var moment: Moment
        var passed = 0
        var isDead = false
        var wasReached = false
    }

    private let state: Mutex<State>

    /// - Parameter index: of the request, counted from 0; `nil` for a process that lives.
    public init(at index: Int? = nil, _ moment: Moment = .beforeItWasDone) {
        state = Mutex(State(index: index, moment: moment))
    }

    /// Requests that were made so far by processes that lived.
    public var requestCount: Int { state.withLock { $0.passed } }

    public var wasReached: Bool { state.withLock { $0.wasReached } }

    /// Lets another process live.
    public func revive() {
        state.withLock {
            $0.index = nil
            $0.isDead = false
        }
    }

    /// Kills the next process at a request of its own, counted from 0.
    public func arm(at index: Int, _ moment: Moment) {
        state.withLock { $0 = State(index: $0.passed + index, moment: moment, passed: $0.passed) }
    }

    /// Answers one request.
    public func pass(_ answer: () -> LoopbackServer.Reply) -> LoopbackServer.Reply {
        let fate = state.withLock { state -> (isServed: Bool, isHeard: Bool) in
            guard !state.isDead else { return (false, false) }
            defer { state.passed += 1 }
            guard state.passed == state.index else { return (true, true) }
            state.isDead = true
            state.wasReached = true
            return (state.moment == .afterItWasDone, false)
        }
        guard fate.isServed else { return .close }
        let reply = answer()
        return fate.isHeard ? reply : .close
    }
}

import Synchronization

/// One call whose caller waits for an answer from a thread. It is answered once: by the thread, or by the caller's
/// cancellation, whichever comes first.
final class PendingCall<Value: Sendable>: Sendable {
    private struct State {
        var continuation: CheckedContinuation<Value, any Error>?
        /// An answer that arrived before the caller began to wait.
        var early: Answer?
        var isAnswered = false
    }

    private struct Answer {
        let result: Result<Value, any Error>
    }

    private let state = Mutex(State())

    func wait(_ continuation: CheckedContinuation<Value, any Error>) {
        let early = state.withLock { state -> Answer? in
            if let early = state.early { return early }
            state.continuation = continuation
            return nil
        }
        if let early { continuation.resume(with: early.result) }
    }

    func answer(_ result: Result<Value, any Error>) {
        let continuation = state.withLock { state -> CheckedContinuation<Value, any Error>? in
            guard !state.isAnswered else { return nil }
            state.isAnswered = true
            if state.continuation == nil { state.early = Answer(result: result) }
            defer { state.continuation = nil }
            return state.continuation
        }
        continuation?.resume(with: result)
    }
}

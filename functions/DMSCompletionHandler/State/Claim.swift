import StateStore

/// The result of claiming one end of a run.
enum Claim: Sendable, Equatable {
    case mine(CompletionEvent, StateEntry<CompletionRecord>)
    /// It is settled, or another invocation works on it.
    case taken(CompletionEvent, CompletionRecord)
}

import StateStore

/// The result of claiming one end of a run.
enum RunClaim: Sendable, Equatable {
    case mine(CompletionEvent, VersionedDocument<CompletionRecord>)
    /// It is complete, or another invocation has it.
    case taken(CompletionEvent, CompletionRecord)
}

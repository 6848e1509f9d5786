import StateStore

/// The result of claiming the record of a run's end.
enum RunClaim: Sendable, Equatable {
    case mine(CompletionEvent, VersionedDocument<CompletionRecord>)
    /// The record is completed, or another invocation holds the lease.
    case taken(CompletionEvent, CompletionRecord)
}

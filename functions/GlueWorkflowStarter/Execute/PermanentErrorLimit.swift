/// Bounds the time for which a step is repeated that fails with a lasting error, such as a missing permission. Somebody may
/// correct it within that time; after it the record ends with the error.
struct PermanentErrorLimit: Sendable {
    let scope: InvocationScope

    static func isLasting(_ error: any Error) -> Bool { (error as? StarterError)?.isLasting ?? false }

    /// Records that a lasting error prevents a record's next step.
    ///
    /// - Returns: `true` when it has done so for ``RunRecord/longestBlock``.
    func isReached(_ entry: inout VersionedRunRecord) async throws -> Bool {
        let now = scope.now
        try await scope.store.change(&entry) { $0.block(at: now) }
        return entry.record.isBlockedTooLong(at: now)
    }

    /// Records that the step has worked.
    func reset(_ entry: inout VersionedRunRecord) async throws {
        guard entry.record.blockedSince != nil else { return }
        try await scope.store.change(&entry) { $0.unblock() }
    }
}

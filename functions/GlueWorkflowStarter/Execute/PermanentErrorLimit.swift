/// Limits the time for which a step is repeated after a lasting error, such as a missing permission. A person may
/// correct the cause within this time. After this time, the record ends with the error.
struct PermanentErrorLimit: Sendable {
    let scope: InvocationScope

    static func isLasting(_ error: any Error) -> Bool { (error as? StarterError)?.isLasting ?? false }

    /// Records that a lasting error prevents a record's next step.
    ///
    /// - Returns: `true` when errors have prevented the step for ``RunRecord/longestBlock``.
    func isReached(_ entry: inout VersionedRunRecord) async throws -> Bool {
        let now = scope.now
        try await scope.store.change(&entry) { $0.block(at: now) }
        return entry.record.isBlockedTooLong(at: now)
    }

    /// Records that the step has succeeded. The time limit begins again with the next lasting error.
    func reset(_ entry: inout VersionedRunRecord) async throws {
        guard entry.record.blockedSince != nil else { return }
        try await scope.store.change(&entry) { $0.unblock() }
    }
}

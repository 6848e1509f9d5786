public import UTCTime

/// Keeps credentials, and fetches new ones before they expire. Calls that arrive during a fetch wait for the same
/// fetch.
public actor RefreshingCredentials: CredentialProvider {
    /// The time before the expiry at which new credentials are fetched.
    private let leadTime: Duration
    private let source: any CredentialProvider
    private let now: @Sendable () -> UTCTime
    private var current: Credentials?
    private var retryTime: UTCTime?
    private var fetch: Task<Credentials, any Error>?

    public init(
        _ source: any CredentialProvider,
        leadTime: Duration = .seconds(300),
        now: @escaping @Sendable () -> UTCTime = { .now() }
    ) {
        self.source = source
        self.leadTime = leadTime
        self.now = now
    }

    /// Returns the credentials, and fetches new ones when they expire soon. When the fetch fails and the old ones are
    /// still valid, returns the old ones, and the next call tries again.
    ///
    /// - Throws: the source's error.
    public func credentials() async throws -> Credentials {
        if let current {
            if !ends(current, within: leadTime) { return current }
            // A source that failed a moment ago is not asked again by every call while the old ones last.
            if let retryTime, now() < retryTime, !ends(current, within: .zero) { return current }
        }
        do {
            defer { retryTime = nil }
            return try await fetchOnce()
        } catch {
            guard let current, !ends(current, within: .zero) else { throw error }
            retryTime = now().advanced(by: .seconds(10))
            return current
        }
    }

    private func ends(_ credentials: Credentials, within time: Duration) -> Bool {
        guard let expiration = credentials.expiration else { return false }
        return expiration <= now().advanced(by: time)
    }

    private func fetchOnce() async throws -> Credentials {
        if let fetch { return try await fetch.value }
        let task = Task { try await source.credentials() }
        fetch = task
        defer { fetch = nil }
        let fetched = try await task.value
        current = fetched
        return fetched
    }
}

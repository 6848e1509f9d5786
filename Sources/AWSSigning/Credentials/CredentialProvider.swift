/// A source of credentials.
public protocol CredentialProvider: Sendable {
    /// Gets the credentials.
    ///
    /// - Throws: ``CredentialError`` when the source has no credentials.
    func credentials() async throws -> Credentials
}

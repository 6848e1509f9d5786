/// A source of credentials.
public protocol CredentialProvider: Sendable {
    /// - Throws: ``CredentialError`` when there are none to be had.
    func credentials() async throws -> Credentials
}

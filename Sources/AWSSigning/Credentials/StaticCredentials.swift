/// Credentials that never change.
public struct StaticCredentials: CredentialProvider {
    private let value: Credentials

    public init(_ value: Credentials) { self.value = value }

    public func credentials() -> Credentials { value }
}

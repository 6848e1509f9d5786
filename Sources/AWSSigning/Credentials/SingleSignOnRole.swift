/// A role of IAM Identity Center that is used through a session of `aws sso login`.
public struct SingleSignOnRole: Sendable, Equatable {
    public let accountID: String
    public let roleName: String
    public let region: String
    /// The name by which the token's file is found. It is the session's name; for a profile without a session, it is
    /// the start URL.
    public let tokenName: String

    public init(accountID: String, roleName: String, region: String, tokenName: String) {
        self.accountID = accountID
        self.roleName = roleName
        self.region = region
        self.tokenName = tokenName
    }
}

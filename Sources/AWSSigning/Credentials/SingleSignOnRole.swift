/// A role of IAM Identity Center, which `aws sso login` has opened a session for.
public struct SingleSignOnRole: Sendable, Equatable {
    public let accountID: String
    public let roleName: String
    public let region: String
    /// Names the token's file: the session's name, or the start URL of a profile without one.
    public let tokenName: String

    public init(accountID: String, roleName: String, region: String, tokenName: String) {
        self.accountID = accountID
        self.roleName = roleName
        self.region = region
        self.tokenName = tokenName
    }
}

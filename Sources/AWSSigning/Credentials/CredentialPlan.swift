/// The source of a profile's credentials, worked out from the files before anything is called.
public indirect enum CredentialPlan: Sendable, Equatable {
    case keys(Credentials)
    /// `credential_source = Environment`
    case environment
    /// `credential_source = EcsContainer`
    case container
    /// `credential_source = Ec2InstanceMetadata`
    case instance
    case assumeRole(RoleAssumption, using: CredentialPlan)
    /// A token in a file stands for the caller.
    case webIdentity(RoleAssumption, tokenFile: String)
    case singleSignOn(SingleSignOn)
    /// `credential_process`: a command that prints credentials.
    case process(String)
    /// `aws login`: the session whose credentials the AWS CLI keeps.
    case loginSession(String)
}

/// The request of `sts:AssumeRole` or `sts:AssumeRoleWithWebIdentity`.
public struct RoleAssumption: Sendable, Equatable {
    public let roleARN: String
    public let sessionName: String
    public let externalID: String?
    /// Seconds, 900 to 43,200.
    public let durationSeconds: Int?

    public init(roleARN: String, sessionName: String, externalID: String? = nil, durationSeconds: Int? = nil) {
        self.roleARN = roleARN
        self.sessionName = sessionName
        self.externalID = externalID
        self.durationSeconds = durationSeconds
    }
}

/// A role of IAM Identity Center, which `aws sso login` has opened a session for.
public struct SingleSignOn: Sendable, Equatable {
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

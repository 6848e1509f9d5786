/// The source of a profile's credentials, worked out from the files before anything is called.
public indirect enum ProfileCredentialSource: Sendable, Equatable {
    case keys(Credentials)
    /// `credential_source = Environment`
    case environment
    /// `credential_source = EcsContainer`
    case container
    /// `credential_source = Ec2InstanceMetadata`
    case instance
    case assumeRole(AssumeRoleRequest, using: ProfileCredentialSource)
    /// `web_identity_token_file`: the role is assumed with the token in that file.
    case webIdentity(AssumeRoleRequest, tokenFile: String)
    case singleSignOn(SingleSignOnRole)
    /// `credential_process`: a command that prints credentials.
    case process(String)
    /// `aws login`: the session whose credentials the AWS CLI keeps.
    case loginSession(String)
}

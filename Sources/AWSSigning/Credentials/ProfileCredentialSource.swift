/// The source of a profile's credentials, found by reading the shared files only.
public indirect enum ProfileCredentialSource: Sendable, Equatable {
    case keys(Credentials)
    /// The environment variables: `credential_source = Environment`.
    case environment
    /// The container's endpoint: `credential_source = EcsContainer`.
    case container
    /// The instance's metadata service: `credential_source = Ec2InstanceMetadata`.
    case instance
    case assumeRole(AssumeRoleRequest, using: ProfileCredentialSource)
    /// A role that is assumed with the token in the file: `web_identity_token_file`.
    case webIdentity(AssumeRoleRequest, tokenFile: String)
    case singleSignOn(SingleSignOnRole)
    /// A command that prints credentials: `credential_process`.
    case process(String)
    /// A session of `aws login`. The AWS CLI keeps the session's credentials.
    case loginSession(String)
}

import AWSSigning
import HTTPTransport

/// Finds the source of credentials in the order of the AWS SDKs: the environment, a web identity, the profile in the
/// shared files, a container's endpoint, the instance's metadata service.
/// https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html
///
/// Under Lambda the keys are in the environment, and no other source is tried. With SnapStart the environment names a
/// container's endpoint, and no profile is read.
struct CredentialChain {
    let endpoints: EndpointResolver
    let retry: RetrySettings
    let transport: HTTPTransport
    let files: SharedFiles
    let environment: @Sendable (String) -> String?

    /// Returns the first source that is configured.
    ///
    /// - Throws: `CredentialError` or `AWSConfigurationError`, naming what is missing or wrong.
    func provider() throws -> any CredentialProvider {
        let half = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"].filter { text($0) == nil }
        if half.count == 1 { throw CredentialError("\(half[0]) is not set, but its other half is") }
        if let keys = Credentials(environment: environment) { return StaticCredentials(keys) }
        if let file = text("AWS_WEB_IDENTITY_TOKEN_FILE") { return try webIdentity(tokenFile: file) }
        let named = text("AWS_PROFILE")
        if named == nil, let container = try container() { return container }
        let profile = named ?? "default"
        let shared = files.read()
        if named != nil || shared.contains(profile: profile) {
            return try provider(shared.plan(forProfile: profile))
        }
        if let instance = instance() { return instance }
        // Says which profile is not there.
        return try provider(shared.plan(forProfile: profile))
    }

    private func provider(_ plan: ProfileCredentialSource) throws -> any CredentialProvider {
        switch plan {
        case .keys(let keys): return StaticCredentials(keys)
        case .environment:
            guard let keys = Credentials(environment: environment) else {
                throw CredentialError(
                    "credential_source = Environment, but AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set"
                )
            }
            return StaticCredentials(keys)
        case .container:
            guard let container = try container() else {
                throw CredentialError(
                    "credential_source = EcsContainer, but AWS_CONTAINER_CREDENTIALS_RELATIVE_URI is not set"
                )
            }
            return container
        case .instance:
            guard let instance = instance() else {
                throw CredentialError("credential_source = Ec2InstanceMetadata, but AWS_EC2_METADATA_DISABLED is true")
            }
            return instance
        case .assumeRole(let role, let source):
            let configuration = AWSConfiguration(
                endpoints: endpoints,
                credentials: try provider(source),
                retry: retry,
                transport: transport
            )
            return RefreshingCredentials(AssumedRoleCredentials(role: role, sts: try AWSClient(.sts, configuration)))
        case .webIdentity(let role, let file): return RefreshingCredentials(try webIdentity(role, file))
        case .singleSignOn(let role):
            let portal = AWSService(
                name: "SSO",
                endpointPrefix: "portal.sso",
                signingName: "awsssoportal",
                wireProtocol: .query
            )
            let endpoint = try endpoints.inRegion(role.region).endpoint(of: portal).base
            return RefreshingCredentials(
                SingleSignOnCredentials(
                    role,
                    endpoint: endpoint,
                    tokenFolder: files.folder + "/sso/cache",
                    transport: transport
                )
            )
        case .process(let command): return RefreshingCredentials(ProcessCredentials(command))
        case .loginSession(let session):
            let folder = text("AWS_LOGIN_CACHE_DIRECTORY") ?? files.folder + "/login/cache"
            return RefreshingCredentials(LoginSessionCredentials(session, folder: folder))
        }
    }

    private func webIdentity(tokenFile: String) throws -> any CredentialProvider {
        guard let role = text("AWS_ROLE_ARN") else {
            throw CredentialError("AWS_WEB_IDENTITY_TOKEN_FILE is set, but AWS_ROLE_ARN is not")
        }
        let name = text("AWS_ROLE_SESSION_NAME") ?? "aws-lambdas-local"
        return RefreshingCredentials(try webIdentity(AssumeRoleRequest(roleARN: role, sessionName: name), tokenFile))
    }

    private func webIdentity(_ role: AssumeRoleRequest, _ tokenFile: String) throws -> WebIdentityCredentials {
        WebIdentityCredentials(
            role: role,
            tokenFile: tokenFile,
            endpoint: try endpoints.endpoint(of: .sts),
            transport: transport
        )
    }

    private func container() throws -> (any CredentialProvider)? {
        try ContainerCredentials(environment: environment, transport: transport).map { RefreshingCredentials($0) }
    }

    private func instance() -> (any CredentialProvider)? {
        InstanceCredentials(environment: environment, transport: transport).map { RefreshingCredentials($0) }
    }

    private func text(_ name: String) -> String? { environment(name).flatMap { $0.isEmpty ? nil : $0 } }
}

import AWSSigning
public import HTTPTransport
import LocalFile

extension AWSConfiguration {
    /// Reads the standard AWS variables: region, endpoints, retries, and where credentials come from: the environment, a
    /// container endpoint, or a profile of the shared files, in that order.
    ///
    /// - Throws: `AWSConfigurationError` or `CredentialError`, naming what is missing or wrong.
    public static func standard(
        environment: @escaping @Sendable (String) -> String?,
        transport: HTTPTransport = .shared
    ) throws -> AWSConfiguration {
        let files = SharedFiles(environment)
        let profile = environment("AWS_PROFILE") ?? "default"
        let region =
            environment("AWS_REGION") ?? environment("AWS_DEFAULT_REGION")
            ?? files.read().setting("region", ofProfile: profile)
        guard let region else {
            throw AWSConfigurationError("no region: set AWS_REGION, or region in the profile \"\(profile)\"")
        }
        let endpoints = try EndpointResolver(region: region, environment: environment)
        let retry = try RetrySettings(environment: environment)

        func configuration(_ credentials: any CredentialProvider) -> AWSConfiguration {
            AWSConfiguration(endpoints: endpoints, credentials: credentials, retry: retry, transport: transport)
        }
        func provider(_ plan: CredentialPlan) throws -> any CredentialProvider {
            switch plan {
            case .keys(let keys): return StaticCredentials(keys)
            case .environment:
                guard let keys = Credentials(environment: environment) else {
                    throw CredentialError(
                        "credential_source = Environment, but AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set"
                    )
                }
                return StaticCredentials(keys)
            case .assumeRole(let role, let source):
                let sts = try AWSClient(.sts, configuration(try provider(source)))
                return RefreshingCredentials(AssumedRoleCredentials(role: role, sts: sts))
            }
        }

        let half = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"].filter { environment($0)?.isEmpty ?? true }
        if half.count == 1 { throw CredentialError("\(half[0]) is not set, but its other half is") }
        if let keys = Credentials(environment: environment) { return configuration(StaticCredentials(keys)) }
        if let container = try ContainerCredentials(environment: environment, transport: transport) {
            return configuration(RefreshingCredentials(container))
        }
        return configuration(try provider(files.read().plan(forProfile: profile)))
    }
}

/// `~/.aws/config` and `~/.aws/credentials`, or where the environment says they are. Under Lambda they are never read.
private struct SharedFiles {
    private let configPath: String?
    private let credentialsPath: String?

    init(_ environment: (String) -> String?) {
        let home = environment("HOME")
        configPath = environment("AWS_CONFIG_FILE") ?? home.map { "\($0)/.aws/config" }
        credentialsPath = environment("AWS_SHARED_CREDENTIALS_FILE") ?? home.map { "\($0)/.aws/credentials" }
    }

    func read() -> SharedConfigFile {
        SharedConfigFile(config: text(configPath), credentials: text(credentialsPath))
    }

    /// A file that is not there is empty: what is missing in it is said where it is needed.
    private func text(_ path: String?) -> String {
        guard let path, let bytes = try? LocalFile.bytes(at: path) else { return "" }
        return String(decoding: bytes, as: UTF8.self)
    }
}

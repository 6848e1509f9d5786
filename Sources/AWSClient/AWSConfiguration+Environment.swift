import AWSSigning
public import HTTPTransport

extension AWSConfiguration {
    /// Reads the standard AWS environment variables: the region, endpoints, retry settings, and the source of the
    /// credentials (``CredentialChain``).
    ///
    /// An empty variable counts as not set, as in the AWS SDKs.
    ///
    /// - Throws: `AWSConfigurationError` or `CredentialError`, naming everything that is missing or wrong.
    public static func standard(
        environment variables: @escaping @Sendable (String) -> String?,
        transport: HTTPTransport = .shared
    ) throws -> AWSConfiguration {
        let environment: @Sendable (String) -> String? = { name in variables(name).flatMap { $0.isEmpty ? nil : $0 } }
        let files = SharedFiles(environment)
        let profile = environment("AWS_PROFILE") ?? "default"
        let region =
            environment("AWS_REGION") ?? environment("AWS_DEFAULT_REGION")
            ?? files.read().setting("region", ofProfile: profile)
        var problems: [any Error] = []
        if region == nil {
            problems.append(AWSConfigurationError("no region: set AWS_REGION, or region in the profile \"\(profile)\""))
        }
        func attempt<Value>(_ body: () throws -> Value) -> Value? {
            do { return try body() } catch {
                problems.append(error)
                return nil
            }
        }
        // A stand-in for what is wrong, so that what follows is read too.
        let endpoints = attempt { try EndpointResolver(region: region ?? "us-east-1", environment: environment) }
        let retry = attempt { try RetrySettings(environment: environment) }
        let credentials = attempt {
            try CredentialChain(
                endpoints: endpoints ?? EndpointResolver(region: "us-east-1") { _ in nil },
                retry: retry ?? RetrySettings(),
                transport: transport,
                files: files,
                environment: environment
            ).provider()
        }
        guard problems.isEmpty, let endpoints, let retry, let credentials else {
            if problems.count == 1, let only = problems.first { throw only }
            throw AWSConfigurationError(problems.map { "\($0)" }.joined(separator: "; "))
        }
        return AWSConfiguration(endpoints: endpoints, credentials: credentials, retry: retry, transport: transport)
    }
}

import AWSSigning
public import HTTPTransport

extension AWSConfiguration {
    /// Reads the standard AWS variables: region, endpoints, retries, and where credentials come from (``CredentialChain``).
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
        let chain = CredentialChain(
            endpoints: endpoints,
            retry: retry,
            transport: transport,
            files: files,
            environment: environment
        )
        return AWSConfiguration(
            endpoints: endpoints,
            credentials: try chain.provider(),
            retry: retry,
            transport: transport
        )
    }
}

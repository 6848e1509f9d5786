import AWSSigning
public import HTTPTransport

extension AWSConfiguration {
    /// Reads the standard AWS variables: region, endpoints, retries, and where credentials come from (``CredentialChain``).
    ///
    /// A variable that is empty counts as not set, as in AWS's SDKs.
    ///
    /// - Throws: `AWSConfigurationError` or `CredentialError`, naming what is missing or wrong.
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

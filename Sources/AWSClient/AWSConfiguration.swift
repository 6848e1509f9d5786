public import AWSSigning
public import HTTPTransport

/// The configuration that all clients of a process share.
public struct AWSConfiguration: Sendable {
    public let endpoints: EndpointResolver
    public let credentials: any CredentialProvider
    public let retry: RetrySettings
    public let transport: HTTPTransport

    public init(
        endpoints: EndpointResolver,
        credentials: any CredentialProvider,
        retry: RetrySettings = RetrySettings(),
        transport: HTTPTransport = .shared
    ) {
        self.endpoints = endpoints
        self.credentials = credentials
        self.retry = retry
        self.transport = transport
    }
}

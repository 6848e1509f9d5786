public import AWSClient
import AWSSigning
import HTTPTransport

/// Amazon S3.
///
/// One client reaches the buckets of every region of its partition. A request is sent to the configuration's region
/// until an event (``learn(region:of:)``) or S3 itself names another region for the bucket. Later requests are sent to
/// that region.
public struct S3: Sendable {
    static let service = AWSService(name: "S3", endpointPrefix: "s3", wireProtocol: .restXML, addressing: .bucket)

    let regions: BucketRegions
    let clients: RegionalClients

    /// Makes a client that does not know any bucket's region yet.
    ///
    /// - Throws: `AWSConfigurationError` for a custom endpoint that is not a usable URL.
    public init(_ configuration: AWSConfiguration) throws(AWSConfigurationError) {
        try self.init(configuration, BucketRegions(home: configuration.endpoints.region))
    }

    private init(_ configuration: AWSConfiguration, _ regions: BucketRegions) throws(AWSConfigurationError) {
        self.regions = regions
        clients = try RegionalClients(configuration)
    }

    /// Returns a client with other retry settings. It shares this client's knowledge of the buckets' regions.
    ///
    /// - Throws: `AWSConfigurationError` for a custom endpoint that is not a usable URL.
    public func with(retry: RetrySettings) throws(AWSConfigurationError) -> S3 {
        let configuration = clients.configuration
        return try S3(
            AWSConfiguration(
                endpoints: configuration.endpoints,
                credentials: configuration.credentials,
                retry: retry,
                transport: configuration.transport
            ),
            regions
        )
    }

    /// Prepares the first call; see ``AWSClient/warmUp()``.
    public func warmUp() async { await clients.home.warmUp() }

    /// Prepares an operation on one object; nothing is sent yet. The path is the object's key, byte for byte;
    /// ``call(_:on:deadline:)`` adds the bucket.
    ///
    /// - Throws: `AWSError` for an empty key: the request would be for the bucket itself.
    func objectOperation<Output>(
        _ name: String,
        _ method: HTTPRequest.Method,
        bucket: String,
        key: String,
        query: String = "",
        headers: HTTPHeaders = [:],
        isIdempotent: Bool,
        limits: HTTPLimits = .standard,
        read: @escaping @Sendable (HTTPResponse) -> Output?
    ) throws(AWSError) -> AWSOperation<Output> {
        guard !key.isEmpty, !bucket.isEmpty else {
            throw AWSError(
                service: Self.service.name,
                operation: name,
                code: "EmptyKey",
                message: "an object in bucket \"\(bucket)\" must have a key",
                kind: .permanent
            )
        }
        return AWSOperation(
            name,
            method,
            path: "/\(PercentEncoding.encodePath(key))",
            query: query,
            headers: headers,
            isIdempotent: isIdempotent,
            limits: limits,
            read: read
        )
    }
}

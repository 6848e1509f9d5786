public import AWSClient
import AWSSigning
import HTTPTransport

/// Amazon S3.
///
/// One client reaches the buckets of every region of its partition. A request goes to the configuration's region until an
/// event (``learn(region:of:)``) or S3 itself says that the bucket is in another one; from then on it goes there.
public struct S3: Sendable {
    static let service = AWSService(name: "S3", endpointPrefix: "s3", wireProtocol: .restXML, addressing: .bucket)

    let regions: BucketRegions
    let clients: RegionalClients

    /// - Throws: `AWSConfigurationError` for a custom endpoint that cannot be one.
    public init(_ configuration: AWSConfiguration) throws(AWSConfigurationError) {
        try self.init(configuration, BucketRegions(home: configuration.endpoints.region))
    }

    private init(_ configuration: AWSConfiguration, _ regions: BucketRegions) throws(AWSConfigurationError) {
        self.regions = regions
        clients = try RegionalClients(configuration)
    }

    /// A client with other retries that shares this one's knowledge of the buckets' regions.
    ///
    /// - Throws: `AWSConfigurationError` for a custom endpoint that cannot be one.
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

    /// See ``AWSClient/warmUp()``.
    public func warmUp() async { await clients.home.warmUp() }

    /// An operation on one object; its path is the key's, byte for byte. ``call(_:on:deadline:)`` adds the bucket.
    ///
    /// - Throws: `AWSError` for an empty key: the request would be one on the bucket.
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

public import AWSClient
import AWSSigning
import HTTPTransport

/// Amazon S3. One client reaches the buckets of one region, its configuration's.
public struct S3: Sendable {
    static let service = AWSService(name: "S3", endpointPrefix: "s3", wireProtocol: .restXML, addressing: .bucket)

    let client: AWSClient

    /// - Throws: `AWSConfigurationError` for a custom endpoint that cannot be one.
    public init(_ configuration: AWSConfiguration) throws(AWSConfigurationError) {
        client = try AWSClient(Self.service, configuration)
    }

    /// See ``AWSClient/warmUp()``.
    public func warmUp() async { await client.warmUp() }

    /// An operation on one object, addressed as the endpoint wants it. The key goes out byte for byte.
    ///
    /// - Throws: `AWSError` for an empty key: the request would be one on the bucket.
    func objectOperation<Output>(
        _ name: String,
        _ method: HTTPRequest.Method,
        bucket: String,
        key: String,
        query: String = "",
        headers: HTTPHeaders = [:],
        isRepeatable: Bool,
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
        let (endpoint, prefix) = client.endpoint.forBucket(bucket)
        return AWSOperation(
            name,
            method,
            endpoint: endpoint,
            path: "\(prefix)/\(PercentEncoding.encodePath(key))",
            query: query,
            headers: headers,
            isRepeatable: isRepeatable,
            limits: limits,
            read: read
        )
    }
}

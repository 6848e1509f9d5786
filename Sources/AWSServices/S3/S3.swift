public import AWSClient
import AWSSigning
import HTTPTransport

/// Amazon S3. One client reaches the buckets of one region, its configuration's.
public struct S3: Sendable {
    static let service = AWSService(name: "S3", endpointPrefix: "s3", wireProtocol: .restXML)

    let client: AWSClient

    public init(_ configuration: AWSConfiguration) {
        client = AWSClient(Self.service, configuration)
    }

    /// See ``AWSClient/warmUp()``.
    public func warmUp() async { await client.warmUp() }

    /// An operation on one object, addressed as the endpoint wants it. The key goes out byte for byte.
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
    ) -> AWSOperation<Output> {
        let (endpoint, prefix) = client.configuration.endpoints.s3Endpoint(Self.service, bucket: bucket)
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

/// The properties of one AWS service, for its client: names, protocol and retry settings.
public struct AWSService: Sendable, Equatable {
    public enum WireProtocol: Sendable, Equatable {
        /// The JSON protocol: POST with `X-Amz-Target: <prefix>.<operation>` and a JSON body, e.g. `AmazonSQS`,
        /// `DynamoDB_20120810`.
        case json(version: String, targetPrefix: String)
        /// REST with XML bodies.
        case restXML
        /// REST with JSON bodies, where each operation has its own path. AWS Lambda uses it.
        case restJSON
        /// The query protocol: POST of a form with action and version; the answers are XML. STS and SNS use it.
        case query
    }

    /// The form of the request URLs of a service, which decides how the path is signed.
    public enum Addressing: Sendable, Equatable {
        /// One host for the whole service. The path is normalized and encoded twice for the signature.
        case service
        /// One host for each bucket, as in Amazon S3. The path is an object's key, and is signed byte for byte.
        case bucket
    }

    /// The service's name in messages, e.g. `S3`, `Redshift Data`. In upper case, with `_` for each space, it is the
    /// suffix of `AWS_ENDPOINT_URL_…`.
    public let name: String
    /// The first label of the service's host names.
    public let endpointPrefix: String
    public let signingName: String
    public let wireProtocol: WireProtocol
    public let addressing: Addressing
    public let retry: ServiceRetryDefaults

    public init(
        name: String,
        endpointPrefix: String,
        signingName: String? = nil,
        wireProtocol: WireProtocol,
        addressing: Addressing = .service,
        retry: ServiceRetryDefaults = .standard
    ) {
        self.name = name
        self.endpointPrefix = endpointPrefix
        self.signingName = signingName ?? endpointPrefix
        self.wireProtocol = wireProtocol
        self.addressing = addressing
        self.retry = retry
    }

    /// The name of the environment variable for a custom endpoint. It is made byte by byte: `split` and `joined` cost a
    /// tenth of a start's instructions.
    var endpointVariable: String {
        let suffix = name.utf8.map { byte in
            switch byte {
            case UInt8(ascii: " "): UInt8(ascii: "_")
            case UInt8(ascii: "a")...UInt8(ascii: "z"): byte & 0xDF
            default: byte
            }
        }
        return "AWS_ENDPOINT_URL_" + String(decoding: suffix, as: UTF8.self)
    }
}

/// A service as the client knows it: its names, its protocol and its retries.
public struct AWSService: Sendable, Equatable {
    public enum WireProtocol: Sendable, Equatable {
        /// POST with `X-Amz-Target: <prefix>.<operation>` and a JSON body, e.g. `AmazonSQS`, `DynamoDB_20120810`.
        case json(version: String, targetPrefix: String)
        /// REST with XML bodies.
        case restXML
        /// REST with JSON bodies; an operation has a path of its own: Lambda.
        case restJSON
        /// POST of a form that names action and version, XML answers: STS, SNS.
        case query
    }

    /// The addresses of a service's requests, and so what is signed.
    public enum Addressing: Sendable, Equatable {
        /// One host for the whole service. The path is normalized and encoded twice before it is signed.
        case service
        /// A host per bucket and a path that is a key, signed byte for byte: Amazon S3.
        case bucket
    }

    /// The service's name in messages, e.g. `S3`, `Redshift Data`. Upper-cased with `_` for spaces it is the suffix of
    /// `AWS_ENDPOINT_URL_…`.
    public let name: String
    /// The first label of its host names.
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

    /// Compares by bytes: `split` and `joined` cost a tenth of a start's instructions, and every client asks.
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

import AWSSigning
import JSON
import UTCTime

/// The login by Amazon MSK's IAM access control. It is one message, a presigned request that only the cluster checks.
/// https://github.com/aws/aws-msk-iam-auth#details
///
/// States: `begun` → ``first()`` → `asked` → ``next(after:)`` → `done`.
struct MSKIAMExchange: SASLExchange {
    static let mechanism = "AWS_MSK_IAM"
    static let version = "2020_10_22"
    private static let action = "kafka-cluster:Connect"
    /// The lifetime of the login message, in seconds.
    private static let lifetime = 900

    private let host: String
    private let region: String
    private let credentials: Credentials
    private let time: UTCTime
    private var isAsked = false
    private var isDone = false

    /// Prepares the login to one broker.
    ///
    /// - Parameters:
    ///   - host: the broker's name, without the port.
    ///   - time: the current time, from which the message's lifetime is counted.
    init(host: String, region: String, credentials: Credentials, time: UTCTime) {
        self.host = host
        self.region = region
        self.credentials = credentials
        self.time = time
    }

    mutating func first() throws(KafkaError) -> [UInt8] {
        guard !isAsked else { throw Self.unexpected }
        isAsked = true
        let signer = SigV4Signer(service: "kafka-cluster", region: region, pathRule: .normalizedAndEncodedTwice)
        let query = signer.presign(
            host: host,
            query: [("Action", Self.action)],
            lifetime: Self.lifetime,
            with: credentials,
            at: time
        )
        var payload = JSONWriter()
        payload.beginObject()
        payload.member("version", Self.version)
        payload.member("host", host)
        payload.member("user-agent", "aws-lambdas")
        for field in query { payload.member(field.name.lowercased(), field.value) }
        payload.endObject()
        return payload.bytes
    }

    mutating func next(after answer: [UInt8]) throws(KafkaError) -> [UInt8]? {
        guard isAsked, !isDone else { throw Self.unexpected }
        isDone = true
        // {"version": "2020_10_22", "request-id": "…"}; nothing in it is a proof, which TLS has given.
        guard let document = try? JSONDocument(answer), (try? document.root["version"].string) == Self.version else {
            throw KafkaError(.authentication, "the broker's answer to the IAM login is none of Amazon MSK's")
        }
        return nil
    }

    private static let unexpected = KafkaError(.invalidAnswer, "the broker goes on with a login that is over")
}

public import HTTPTransport

/// A cluster as this client reaches it: its brokers' addresses, and the way in.
public struct KafkaCluster: Sendable {
    /// Brokers to begin with, tried in this order. The others are found by asking.
    public var bootstrap: [KafkaEndpoint]
    public var usesTLS: Bool
    /// The roots that a broker's certificate must come from. There is no setting for less.
    public var trust: TrustStore
    public var authentication: KafkaAuthentication
    /// The name in the brokers' logs and quotas.
    public var clientID: String
    /// The longest that one connection, TLS and login included, may take.
    public var connectTimeout: Duration

    public init(
        bootstrap: [KafkaEndpoint],
        usesTLS: Bool,
        trust: TrustStore = .systemDefault,
        authentication: KafkaAuthentication = .none,
        clientID: String = "aws-lambdas",
        connectTimeout: Duration = .seconds(5)
    ) {
        self.bootstrap = bootstrap
        self.usesTLS = usesTLS
        self.trust = trust
        self.authentication = authentication
        self.clientID = clientID
        self.connectTimeout = connectTimeout
    }

    /// Refuses what cannot work, before anybody is asked.
    func validate() throws(KafkaError) {
        guard !bootstrap.isEmpty else { throw KafkaError(.invalidRequest, "there is no broker to ask") }
        if case .mskIAM = authentication, !usesTLS {
            throw KafkaError(.invalidRequest, "the IAM login needs TLS: whoever reads its message may use it")
        }
    }
}

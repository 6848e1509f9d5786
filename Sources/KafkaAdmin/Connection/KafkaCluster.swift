public import HTTPTransport

/// A cluster and the settings to reach it: its brokers' addresses, the trusted certificates and the login.
public struct KafkaCluster: Sendable {
    /// The brokers that are contacted first, in this order. They name the cluster's other brokers.
    public var bootstrap: [KafkaEndpoint]
    public var usesTLS: Bool
    /// The root certificates that a broker's certificate must come from. The check cannot be switched off.
    public var trust: TrustStore
    public var authentication: KafkaAuthentication
    /// The name of this client in the brokers' logs and quotas.
    public var clientID: String
    /// The longest time that one connection may take to open, TLS and login included.
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

    /// Checks the settings before any broker is contacted.
    ///
    /// - Throws: ``KafkaError`` for settings that cannot work.
    func validate() throws(KafkaError) {
        guard !bootstrap.isEmpty else { throw KafkaError(.invalidRequest, "there is no broker to ask") }
        if case .mskIAM = authentication, !usesTLS {
            throw KafkaError(.invalidRequest, "the IAM login needs TLS: whoever reads its message may use it")
        }
    }
}

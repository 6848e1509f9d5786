public import AWSSigning

/// The way to log in to a cluster. Never prints its secrets.
public enum KafkaAuthentication: Sendable, CustomStringConvertible, CustomReflectable {
    case none
    /// SASL/SCRAM: a user and a password, which the broker never gets.
    case scram(SCRAMMechanism, user: String, password: String)
    /// Amazon MSK's IAM access control. Only over TLS.
    ///
    /// - Parameters:
    ///   - region: the cluster's region.
    ///   - credentials: with the right to `kafka-cluster:Connect`.
    case mskIAM(region: String, Credentials)

    public var description: String {
        switch self {
        case .none: "no login"
        case .scram(let mechanism, let user, _): "\(mechanism.rawValue) as \(user)"
        case .mskIAM(let region, let credentials): "AWS_MSK_IAM in \(region) as \(credentials)"
        }
    }

    public var customMirror: Mirror { Mirror(self, children: ["login": description]) }

    /// Kafka's name of the way; `nil` without a login.
    var mechanism: String? {
        switch self {
        case .none: nil
        case .scram(let mechanism, _, _): mechanism.rawValue
        case .mskIAM: MSKIAMExchange.mechanism
        }
    }

    /// Texts that no message may hold, whatever a broker answers.
    private var secrets: [String] {
        switch self {
        case .none: []
        case .scram(_, _, let password): [password]
        case .mskIAM(_, let credentials):
            [credentials.secretAccessKey] + (credentials.sessionToken.map { [$0] } ?? [])
        }
    }

    /// A broker's text, for a message of ours: none when it holds a secret.
    func quoted(_ text: String?) -> String? {
        guard let text, !text.isEmpty else { return nil }
        let hasSecret = secrets.contains { !$0.isEmpty && text.contains($0) }
        return hasSecret ? "(its words hold a secret and are left out)" : KafkaError.quoted(text)
    }
}

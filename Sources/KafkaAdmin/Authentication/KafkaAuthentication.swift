public import AWSSigning
import TextSearch

/// The login to a cluster: none, or one of the methods below. Its printed form never contains the secrets.
public enum KafkaAuthentication: Sendable, CustomStringConvertible, CustomReflectable {
    case none
    /// SASL/SCRAM: login by a user and a password. The password is never sent to the broker.
    case scram(SCRAMMechanism, user: String, password: String)
    /// Amazon MSK's IAM access control. It works over TLS only.
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

    /// The SASL mechanism's name in Kafka; `nil` without a login.
    var mechanism: String? {
        switch self {
        case .none: nil
        case .scram(let mechanism, _, _): mechanism.rawValue
        case .mskIAM: MSKIAMExchange.mechanism
        }
    }

    /// The secrets of this login: no message of ours may quote them, even if a broker's answer contains them.
    private var secrets: [String] {
        switch self {
        case .none: []
        case .scram(_, _, let password): [password]
        case .mskIAM(_, let credentials):
            [credentials.secretAccessKey] + (credentials.sessionToken.map { [$0] } ?? [])
        }
    }

    /// Returns a broker's text for use in a message of ours. A text that contains a secret is left out.
    func quoted(_ text: String?) -> String? {
        guard let text, !text.isEmpty else { return nil }
        let hasSecret = secrets.contains { !$0.isEmpty && text.contains(text: $0) }
        return hasSecret ? "(its words hold a secret and are left out)" : KafkaError.quoted(text)
    }
}

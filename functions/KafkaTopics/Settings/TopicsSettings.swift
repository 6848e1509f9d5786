import HTTPTransport
import KafkaAdmin
import LambdaRuntime
import PlanFile

/// The function's settings, read once.
struct TopicsSettings: Sendable {
    /// The login methods, with the names that Lambda's event sources use.
    enum Login: String, CaseIterable, Sendable {
        case iam = "IAM"
        case scram512 = "SASL_SCRAM_512_AUTH"
        case scram256 = "SASL_SCRAM_256_AUTH"
        case none = "NONE"
    }

    let plan: String
    let planPlace: PlanPlace
    let brokers: [KafkaEndpoint]
    let login: Login
    let usesTLS: Bool
    /// The ARN of the secret with the user and the password, for SCRAM.
    let secret: String?
    let trust: TrustStore
    /// `true` when topics may be deleted with a stack that asks for it.
    let allowsDelete: Bool

    /// - Parameter isDryRun: `true` for a dry run, which contacts no cluster: brokers and login may then be missing.
    init(_ settings: inout SettingsReader, isDryRun: Bool = false) {
        let name = settings.optional("PLAN", expected: PlanName.rule()) { PlanName.isValid($0) ? $0 : nil }
        let root = settings.environment["LAMBDA_TASK_ROOT"] ?? "functions/KafkaTopics"
        var place = PlanPlace.folder("\(root)/plans")
        if settings.environment["PLAN_S3_URI"] != nil, let given = settings.attempt({ try PlanPlace($0) }) {
            place = given
        }
        if name == nil, place.onlyName == nil {
            settings.refuse("PLAN", found: nil, expected: "the name of a plan: a file of plans/, without .yaml")
        }
        plan = name ?? place.onlyName ?? ""
        planPlace = place
        let environment = settings.environment
        trust = .standard { environment[$0] }
        login = settings.choice("KAFKA_AUTHENTICATION", default: .iam)
        usesTLS = settings.flag("KAFKA_TLS", default: true)
        secret = settings.optional("KAFKA_SECRET_ARN")
        allowsDelete = settings.flag("ALLOW_DELETE", default: false)
        brokers = Self.brokers(&settings, isDryRun: isDryRun)
        if !isDryRun { checkLogin(&settings) }
    }

    private static func brokers(_ settings: inout SettingsReader, isDryRun: Bool) -> [KafkaEndpoint] {
        let expected = "brokers as host:port, several separated by commas"
        let brokers = settings.optional("KAFKA_BOOTSTRAP_SERVERS", expected: expected) { text -> [KafkaEndpoint]? in
            let parts = text.split(separator: ",", omittingEmptySubsequences: false)
            let brokers = parts.compactMap { KafkaEndpoint(String($0)) }
            return brokers.count == parts.count ? brokers : nil
        }
        if brokers == nil, !isDryRun, settings.environment["KAFKA_BOOTSTRAP_SERVERS"] == nil {
            settings.refuse("KAFKA_BOOTSTRAP_SERVERS", found: nil, expected: expected)
        }
        return brokers ?? []
    }

    private func checkLogin(_ settings: inout SettingsReader) {
        switch login {
        case .iam:
            if !usesTLS { settings.refuse("KAFKA_TLS", found: "false", expected: "true: the IAM login needs TLS") }
        case .scram512, .scram256:
            if secret == nil {
                settings.refuse(
                    "KAFKA_SECRET_ARN",
                    found: nil,
                    expected: "the secret with the user for \(login.rawValue)"
                )
            }
        case .none: break
        }
    }
}

import AWSClient
import AWSS3
import AWSSecretsManager
import AWSSigning
import HTTPTransport
import JSON
import KafkaAdmin
import LambdaRuntime
import PlanFile
import UTCTime

/// The function's clients and plan, which are kept for the life of the process.
struct TopicsServices: Sendable {
    let settings: TopicsSettings
    let clock: TimeSource
    let transport: HTTPTransport
    private let configuration: AWSConfiguration
    private let secrets: SecretsManager
    private let plans: PlanStore<TopicsPlan>

    /// - Throws: `InvalidSettings` with everything that is wrong or missing.
    init(_ environment: Environment, clock: TimeSource = .system) throws {
        var reader = SettingsReader(environment)
        settings = TopicsSettings(&reader)
        let configuration = reader.attempt { environment in try AWSConfiguration.standard { environment[$0] } }
        try reader.finish()
        guard let configuration else { throw SettingError("AWS_REGION", found: nil, expected: "a region") }
        self.configuration = configuration
        self.clock = clock
        transport = configuration.transport
        secrets = try SecretsManager(configuration)
        plans = PlanStore(settings.planPlace, objects: try S3(configuration)) { TopicsPlan(name: $0, $1) }
    }

    /// - Throws: `PlanError`, `PlanNotFound`, or `AWSError`.
    func plan(deadline: ContinuousClock.Instant?) async throws -> TopicsPlan {
        try await plans.plan(named: settings.plan, deadline: deadline).plan
    }

    /// - Throws: `PlanError`.
    func plan(inline text: String) throws -> TopicsPlan { try plans.plan(inline: Array(text.utf8)).plan }

    /// Returns the connection settings of the cluster, including the login. The login's secret is read at every call,
    /// because it may have been rotated.
    ///
    /// - Throws: ``UnusableSecret``, `AWSError`, or `CredentialError`.
    func cluster(deadline: ContinuousClock.Instant?) async throws -> KafkaCluster {
        KafkaCluster(
            bootstrap: settings.brokers,
            usesTLS: settings.usesTLS,
            trust: settings.trust,
            authentication: try await authentication(deadline),
            clientID: "kafka-topics"
        )
    }

    private func authentication(_ deadline: ContinuousClock.Instant?) async throws -> KafkaAuthentication {
        switch settings.login {
        case .none: return .none
        case .iam:
            let credentials = try await configuration.credentials.credentials()
            return .mskIAM(region: configuration.endpoints.region, credentials)
        case .scram256: return try await scram(.sha256, deadline)
        case .scram512: return try await scram(.sha512, deadline)
        }
    }

    private func scram(
        _ mechanism: SCRAMMechanism,
        _ deadline: ContinuousClock.Instant?
    ) async throws -> KafkaAuthentication {
        let id = settings.secret ?? ""
        let value = try await secrets.secretValue(id: id, deadline: deadline)
        guard let text = value.text, let secret = try? JSONDocument(text).root,
            let user = try? secret["username"].string, let password = try? secret["password"].string, !user.isEmpty
        else { throw UnusableSecret(id: id) }
        return .scram(mechanism, user: user, password: password)
    }
}

import KafkaAdmin
import LambdaRuntime
import UTCTime

/// Carries out a command: reads the cluster, compares it with the plan, and changes the cluster if the command says so.
struct CommandHandler: Sendable {
    let services: TopicsServices
    let context: LambdaContext

    /// The time that is reserved for the answer, at the end of an invocation.
    static let reserve = Duration.seconds(3)
    /// The longest time for one request to the cluster, including connection and login.
    static let timeout = Duration.seconds(20)

    /// Compares the cluster with the plan, and changes nothing.
    ///
    /// - Throws: `KafkaError`, `PlanError`, `AWSError`, ``UnknownTopic``.
    func show(_ topics: [String]?) async throws -> TopicsAnswer {
        let plan = try await plan(topics)
        let difference = try await withClient { client in try await self.difference(plan, client) }
        let outcome: TopicsOutcome =
            difference.isSame ? .inSync : difference.hasChanges ? .changes : .refused
        return report(outcome, "plan", plan, difference)
    }

    func apply(_ topics: [String]?) async throws -> TopicsAnswer { try await apply(try await plan(topics)).answer }

    /// Makes the changes that the plan asks for.
    ///
    /// - Returns: the answer; `isDone` is `true` when the cluster shows all changes. Refused differences do not count.
    func apply(_ plan: TopicsPlan) async throws -> (answer: TopicsAnswer, isDone: Bool) {
        try await withClient { client in
            let difference = try await self.difference(plan, client)
            guard difference.hasChanges else {
                let outcome: TopicsOutcome = difference.isSame ? .inSync : .refused
                return (report(outcome, "apply", plan, difference), true)
            }
            let applier = TopicApplier(
                client: client,
                timeout: timeout,
                clock: services.clock,
                deadline: deadline
            )
            let (left, errors) = try await applier.apply(difference, of: plan)
            let isDone = errors.isEmpty && !left.hasChanges
            let outcome: TopicsOutcome = !isDone ? .failed : left.hasRefusals ? .refused : .applied
            return (report(outcome, "apply", plan, isDone ? difference : left, errors), isDone)
        }
    }

    func onboard(_ request: OnboardRequest) async throws -> Onboarding {
        let onboarding = Onboarding(request, try await services.plan(deadline: deadline))
        OutcomeReport(TopicsOutcome.onboarding, subject: "onboard \(request.table)").write(to: context)
        return onboarding
    }

    // MARK: - Shared with ResourceHandler and DriftCheck

    var deadline: ContinuousClock.Instant {
        context.workingDeadline(reserve: Self.reserve, clock: services.clock).work
    }

    /// The timeout of the next request: the standard timeout, or less if the deadline is near.
    var timeout: Duration { min(Self.timeout, max(.milliseconds(100), services.clock.remaining(until: deadline))) }

    func difference(_ plan: TopicsPlan, _ client: KafkaAdminClient) async throws -> ClusterDifference {
        ClusterDifference(plan, try await ClusterReader(client: client, timeout: timeout).state(for: plan))
    }

    func withClient<Value: Sendable>(_ body: (KafkaAdminClient) async throws -> Value) async throws -> Value {
        let client = try KafkaAdminClient(try await services.cluster(deadline: deadline))
        defer { client.close() }
        return try await body(client)
    }

    func plan(_ topics: [String]?) async throws -> TopicsPlan {
        let plan = try await services.plan(deadline: deadline)
        guard let topics else { return plan }
        guard let some = plan.only(topics) else { throw UnknownTopic(topics: topics, plan: plan) }
        return some
    }

    func report(
        _ outcome: TopicsOutcome,
        _ command: String,
        _ plan: TopicsPlan,
        _ difference: ClusterDifference,
        _ errors: [String: [String]] = [:]
    ) -> TopicsAnswer {
        var report = OutcomeReport(outcome, subject: "\(command) \(plan.name)")
        let differing = difference.topics.filter { !$0.isSame }
        report.add("topics", plan.topics.count)
        report.add("unmanaged", difference.unmanaged.count)
        let words = differing.prefix(20).map { topic in
            let all = topic.changes.map(\.description) + topic.refusals.map(\.description) + (errors[topic.topic] ?? [])
            return "\(topic.topic): \(all.joined(separator: "; "))"
        }
        report.add("differences", words.isEmpty ? nil : words.joined(separator: " | "))
        report.measure("TopicsDiffering", Double(differing.count), .count)
        report.measure("TopicsUnmanaged", Double(difference.unmanaged.count), .count)
        report.write(to: context)
        return TopicsAnswer(outcome, plan: plan.name, difference, errors: errors)
    }
}

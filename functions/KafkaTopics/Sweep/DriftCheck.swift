/// Compares the cluster with the plan, to find changes that nobody announced. A schedule starts the comparison.
struct DriftCheck: Sendable {
    let commands: CommandHandler

    /// Reports every difference as drift, and changes nothing.
    ///
    /// - Throws: `KafkaError`, `PlanError`, `AWSError`.
    func run() async throws -> TopicsAnswer {
        let plan = try await commands.plan(nil)
        let difference = try await commands.withClient { client in try await commands.difference(plan, client) }
        return commands.report(difference.isSame ? .inSync : .drift, "drift", plan, difference)
    }
}

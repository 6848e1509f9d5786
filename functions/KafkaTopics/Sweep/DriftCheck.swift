/// Finds the change that nobody announced: the cluster is compared with the plan on a schedule.
struct DriftCheck: Sendable {
    let commands: CommandHandler

    /// Reports every difference as drift. Nothing is changed.
    ///
    /// - Throws: `KafkaError`, `PlanError`, `AWSError`.
    func run() async throws -> TopicsAnswer {
        let plan = try await commands.plan(nil)
        let difference = try await commands.withClient { client in try await commands.difference(plan, client) }
        return commands.report(difference.isSame ? .inSync : .drift, "drift", plan, difference)
    }
}

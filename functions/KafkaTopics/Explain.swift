import LambdaEvents
import LambdaRuntime
import PlanFile

/// The dry run, and the check of a plan before it is deployed.
extension KafkaTopics: DryRunnable, PlanValidating {
    /// Describes the topics of the plan, or the settings of an onboarding. It contacts no cluster and needs no
    /// credentials.
    func dryRun(_ event: [UInt8]) async throws -> String {
        var reader = SettingsReader(environment)
        let settings = TopicsSettings(&reader, isDryRun: true)
        try reader.finish()
        let plans = PlanStore(settings.planPlace, objects: nil) { TopicsPlan(name: $0, $1) }
        let plan = try await plans.plan(named: settings.plan).plan
        switch try KafkaTopicsRequest(event) {
        case .onboard(let request): return Onboarding(request, plan).text
        case .plan(let topics), .apply(let topics):
            guard let topics else { return Self.text(plan) }
            guard let some = plan.only(topics) else { throw UnknownTopic(topics: topics, plan: plan) }
            return Self.text(some)
        case .drift: return Self.text(plan)
        case .resource(let request):
            let properties = try ResourceProperties(request.properties)
            guard let text = properties.plan else { return Self.text(plan) }
            return Self.text(try plans.plan(inline: Array(text.utf8)).plan)
        }
    }

    private static func text(_ plan: TopicsPlan) -> String {
        let lines = plan.topics.map { "\($0.name): \(TopicChange.create($0)), where there is none" }
        return "plan \(plan.name), \(plan.topics.count) topics\n\(lines.joined(separator: "\n"))"
    }

    static func validate(_ plan: [UInt8], file: String) throws -> String {
        let name = file.split(separator: "/").last.map { String($0.prefix { $0 != "." }) }
        let read = try PlanDocument(plan, file: file).read { TopicsPlan(name: name, $0) }
        return "\(file) is a valid plan: \(read.topics.count) topics"
    }
}

import LambdaEvents
import LambdaRuntime
import PlanFile
import UTCTime

/// The dry run, and the check of a plan before it is deployed.
extension KafkaS3Sink: DryRunnable, PlanValidating {
    /// Shows the files that the records would become. It needs no credentials, because it does not read the commit
    /// chains.
    func dryRun(_ event: [UInt8]) async throws -> String {
        var reader = SettingsReader(environment)
        let settings = SinkSettings(&reader)
        try reader.finish()
        guard case .land(let batch) = try KafkaS3SinkRequest(event) else {
            throw InvalidRequest("only the records of an event source mapping have files to show")
        }
        let plans = PlanStore(settings.planPlace, objects: nil) { SinkPlan(name: $0, $1) }
        let plan = try await plans.plan(named: settings.plan).plan
        var texts: [String] = []
        for (partition, records) in batch.records {
            guard let topic = plan.topic(partition.topic) else {
                throw UnknownTopic(topic: partition.topic, plan: plan.name)
            }
            texts.append(try LandingPreview(PartitionBatch(partition, records, topic: topic), now: clock.now()).text())
        }
        return texts.joined(separator: "\n\n")
    }

    static func validate(_ plan: [UInt8], file: String) throws -> String {
        let name = file.split(separator: "/").last.map { String($0.prefix { $0 != "." }) }
        let read = try PlanDocument(plan, file: file).read { SinkPlan(name: name, $0) }
        return "\(file) is a valid plan: \(read.topics.count) topics"
    }
}

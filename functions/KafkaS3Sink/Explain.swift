import LambdaRuntime
import PlanFile

/// The check of a plan before it is deployed.
extension KafkaS3Sink: PlanValidating {
    static func validate(_ plan: [UInt8], file: String) throws -> String {
        let name = file.split(separator: "/").last.map { String($0.prefix { $0 != "." }) }
        let read = try PlanDocument(plan, file: file).read { SinkPlan(name: name, $0) }
        return "\(file) is a valid plan: \(read.topics.count) topics"
    }
}

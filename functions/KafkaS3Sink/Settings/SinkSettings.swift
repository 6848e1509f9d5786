import LambdaRuntime
import PlanFile

/// The function's settings, read once.
struct SinkSettings: Sendable {
    let plan: String
    let planPlace: PlanPlace

    init(_ settings: inout SettingsReader) {
        let name = settings.optional("PLAN", expected: PlanName.rule()) { PlanName.isValid($0) ? $0 : nil }
        let root = settings.environment["LAMBDA_TASK_ROOT"] ?? "functions/KafkaS3Sink"
        var place = PlanPlace.folder("\(root)/plans")
        if settings.environment["PLAN_S3_URI"] != nil, let given = settings.attempt({ try PlanPlace($0) }) {
            place = given
        }
        if name == nil, place.onlyName == nil {
            settings.refuse("PLAN", found: nil, expected: "the name of a plan: a file of plans/, without .yaml")
        }
        plan = name ?? place.onlyName ?? ""
        planPlace = place
    }
}

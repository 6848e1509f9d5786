import FormEncoding
import JSON

extension GlueWorkflowStarterRequest {
    /// Reads an input of ours, strictly, or an event of EventBridge's, leniently.
    ///
    /// - Throws: `StarterError` named `Glue.InvalidInput`, which names the field.
    init(_ event: [UInt8], _ settings: StarterSettings) throws(StarterError) {
        do {
            self = try Self.read(try JSONDocument(event).root, settings)
        } catch let error as StarterError {
            throw error
        } catch {
            throw invalid("\(error)")
        }
    }

    private static func read(_ root: JSONElement, _ settings: StarterSettings) throws -> GlueWorkflowStarterRequest {
        guard root.kind == .object else { throw invalid("the input is no JSON object") }
        if let type = root["detail-type"].ifPresent { return try read(event: root, of: try type.string) }
        if let sweep = root["sweep"].ifPresent {
            guard try sweep.bool, try root.object.count == 1 else {
                throw invalid("a sweep is {\"sweep\": true} alone")
            }
            return .sweep
        }
        let input = try StarterInput(root)
        guard let mode: StarterInput.Mode = try input.choice(.mode) else {
            throw invalid("\"mode\" is missing; it is one of \(StarterInput.Mode.list)")
        }
        try input.refuseFieldsNotOf(mode)
        switch mode {
        case .start, .startAndWait, .resume: return .start(try StartRequest(input, mode, settings))
        case .check:
            let isOwn =
                input.element(.unreached) != nil || input.element(.mayBeUnreached) != nil
                || input.element(.mayFail) != nil
            return .check(
                try RunReference(input),
                isOwn ? try VerdictPolicy(input, settings) : nil,
                failOnError: try input.flag(.failOnError) ?? true
            )
        case .stop: return .stop(try RunReference(input))
        }
    }

    private static func read(event: JSONElement, of type: String) throws -> GlueWorkflowStarterRequest {
        switch type {
        case "Glue Job State Change": return .nodeChanged(name: try event["detail"]["jobName"].string)
        case "Glue Crawler State Change": return .nodeChanged(name: try event["detail"]["crawlerName"].string)
        case "Scheduled Event": return .sweep
        default:
            throw invalid(
                "an EventBridge event of type \"\(type.cut(toBytes: 100))\" is not for this function; it takes job and crawler state changes of Glue and scheduled events"
            )
        }
    }
}

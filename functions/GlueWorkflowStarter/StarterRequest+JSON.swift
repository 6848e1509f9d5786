import JSON
import LambdaRuntime

extension StarterRequest {
    /// Reads an input of ours, strictly, or an event of EventBridge's, leniently.
    ///
    /// - Throws: `StarterError` named `Glue.InvalidInput`, which names the field.
    init(_ event: [UInt8], _ settings: StarterSettings) throws(StarterError) {
        let shape = try decode(Shape.self, event)
        guard let detailType = shape.detailType else {
            self = try StarterRequest(try decode(StarterInput.self, event), settings)
            return
        }
        switch detailType {
        case "Glue Job State Change": self = .nodeChanged(name: try decode(JobEvent.self, event).detail.jobName)
        case "Glue Crawler State Change":
            self = .nodeChanged(name: try decode(CrawlerEvent.self, event).detail.crawlerName)
        case "Scheduled Event": self = .sweep
        default:
            throw invalid(
                "an EventBridge event of type \"\(detailType)\" is not for this function; it takes job and crawler state changes of Glue and scheduled events"
            )
        }
    }

    private init(_ input: StarterInput, _ settings: StarterSettings) throws(StarterError) {
        guard let mode = input.mode else {
            throw invalid("\"mode\" is missing; it is one of \(StarterInput.Mode.list)")
        }
        try input.refuseFieldsNotOf(mode)
        switch mode {
        case .sweep: self = .sweep
        case .start, .startAndWait, .resume: self = .start(try input.trigger(mode, settings))
        case .check:
            self = .check(
                try input.reference(),
                input.unreached == nil && input.mayBeUnreached == nil ? nil : input.verdictPolicy(settings),
                failOnError: input.failOnError ?? true
            )
        case .stop: self = .stop(try input.reference())
        }
    }

    private struct Shape: Decodable {
        let detailType: String?
        enum CodingKeys: String, CodingKey { case detailType = "detail-type" }
    }

    private struct JobEvent: Decodable {
        struct Detail: Decodable { let jobName: String }
        let detail: Detail
    }

    private struct CrawlerEvent: Decodable {
        struct Detail: Decodable { let crawlerName: String }
        let detail: Detail
    }
}

private func decode<Value: Decodable>(_ type: Value.Type, _ event: [UInt8]) throws(StarterError) -> Value {
    do {
        return try JSONDocument(event).decode(type)
    } catch let error as StarterError {
        throw error
    } catch {
        throw invalid(explanation(of: event, type))
    }
}

/// What is missing or wrong in JSON that cannot be read, and where.
private func explanation<Value: Decodable>(of event: [UInt8], _ type: Value.Type) -> String {
    do {
        _ = try LambdaJSON.decode(type, from: event)
        return "the event cannot be read"
    } catch let error as any LambdaError {
        return error.errorMessage
    } catch {
        return "\(error)"
    }
}

func invalid(_ message: String) -> StarterError { StarterError(.invalidInput, message) }

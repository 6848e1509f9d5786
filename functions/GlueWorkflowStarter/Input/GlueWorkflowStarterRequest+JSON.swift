import JSON
import LambdaEvents

extension GlueWorkflowStarterRequest {
    private static let function = "GlueWorkflowStarter"
    /// The list of the events that the function accepts. It ends the error text "GlueWorkflowStarter takes …".
    private static let takes =
        "inputs with a \"mode\", {\"sweep\": true}, schedules, and state changes of Glue jobs and crawlers"

    /// Removes the envelopes from an event.
    ///
    /// - Throws: `StarterError` named `Glue.InvalidInput`. The error does not quote the event, which may contain a
    ///   task's token.
    static func event(_ payload: [UInt8]) throws(StarterError) -> EventDelivery {
        do throws(UnreadableEvent) {
            return try EventDelivery(payload)
        } catch {
            throw .invalid(error.reason)
        }
    }

    /// Removes the envelopes from a message of a queue.
    ///
    /// - Throws: `StarterError` named `Glue.InvalidInput`. The error does not quote the message, which may contain a
    ///   task's token.
    static func content(of message: SQSMessage) throws(StarterError) -> UnwrappedEvent {
        do throws(UnreadableEvent) {
            return try message.content()
        } catch {
            throw .invalid(error.reason)
        }
    }

    /// Returns the error for an event of a kind that the function does not accept.
    static func refusal(of event: EventDelivery) -> StarterError {
        .invalid(UnsupportedEvent(event, function: function, takes: takes).description)
    }

    /// Reads one event without its envelopes. The function's own inputs are read strictly, events of AWS leniently.
    ///
    /// - Throws: `StarterError` named `Glue.InvalidInput`, which names the field, or says what the event is.
    init(_ content: UnwrappedEvent, _ settings: StarterSettings) throws(StarterError) {
        switch content {
        case .glueJob(let job): self = .nodeChanged(name: job.jobName)
        case .glueCrawler(let crawler): self = .nodeChanged(name: crawler.crawlerName)
        case .schedule: self = .sweep
        case .command(let command) where command.name == .sweep:
            try Self.named { try command.refuseOptions() }
            self = .sweep
        case .own(let input) where input.kind == .object: self = try Self.named { try Self.read(input, settings) }
        default: throw .invalid(UnsupportedEvent(content, function: Self.function, takes: Self.takes).description)
        }
    }

    private static func read(_ root: JSONElement, _ settings: StarterSettings) throws -> GlueWorkflowStarterRequest {
        let input = try StateMachineInput(root)
        guard let mode: StateMachineInput.Mode = try input.choice(.mode) else {
            throw StarterError.invalid("\"mode\" is missing; it is one of \(StateMachineInput.Mode.list)")
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

    /// Runs `read`, and converts an error of the JSON reader into a `StarterError` named `Glue.InvalidInput`.
    private static func named<Value>(_ read: () throws -> Value) throws(StarterError) -> Value {
        do {
            return try read()
        } catch let error as StarterError {
            throw error
        } catch {
            throw .invalid("\(error)")
        }
    }
}

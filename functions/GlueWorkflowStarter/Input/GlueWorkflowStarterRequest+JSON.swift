import JSON
import LambdaEvents

extension GlueWorkflowStarterRequest {
    private static let function = "GlueWorkflowStarter"
    /// Completes "GlueWorkflowStarter takes …".
    private static let takes =
        "inputs with a \"mode\", {\"sweep\": true}, schedules, and state changes of Glue jobs and crawlers"

    /// Takes the envelopes off an event.
    ///
    /// - Throws: `StarterError` named `Glue.InvalidInput`. It quotes nothing of the event, which may hold a task's token.
    static func event(_ payload: [UInt8]) throws(StarterError) -> EventDelivery {
        do throws(UnreadableEvent) {
            return try EventDelivery(payload)
        } catch {
            throw .invalid(error.reason)
        }
    }

    /// Takes the envelopes off a message of a queue.
    ///
    /// - Throws: `StarterError` named `Glue.InvalidInput`, likewise.
    static func content(of message: SQSMessage) throws(StarterError) -> UnwrappedEvent {
        do throws(UnreadableEvent) {
            return try message.content()
        } catch {
            throw .invalid(error.reason)
        }
    }

    /// The error for an event that the function does not take as a whole.
    static func refusal(of event: EventDelivery) -> StarterError {
        .invalid(UnsupportedEvent(event, function: function, takes: takes).description)
    }

    /// Reads an input of ours, strictly, or an event of AWS, leniently.
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

    /// Gives an error of the JSON reader our name.
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

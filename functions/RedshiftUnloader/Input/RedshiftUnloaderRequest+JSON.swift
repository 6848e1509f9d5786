import LambdaRuntime
import JSON
import LambdaEvents
import UTCTime

extension RedshiftUnloaderRequest {
    private static let taken =
        "schedules, status changes of Redshift Data statements, and commands such as {\"plan\": \"sales\"} or {\"sweep\": true}, invoked directly or by SNS or SQS"

    /// Reads one event that is already unwrapped from its envelopes.
    ///
    /// - Throws: ``InvalidRequest`` that names the wrong field, or the kind of an unsupported event.
    init(_ content: UnwrappedEvent, _ defaults: RequestDefaults) throws(InvalidRequest) {
        do {
            self = try Self.read(content, defaults)
        } catch let error as InvalidRequest {
            throw error
        } catch {
            throw InvalidRequest("the event cannot be read: \(error)")
        }
    }

    private static func read(_ content: UnwrappedEvent, _ defaults: RequestDefaults) throws -> RedshiftUnloaderRequest {
        switch content {
        case .schedule(let event): return .start(try RunRequest(event, defaults), waits: nil)
        case .redshiftStatement(let change):
            return .statementOver(change.statementName.flatMap { StatementName($0, prefix: defaults.statementPrefix) })
        case .command(let command): return try read(command, defaults)
        case .own(let input) where input.kind == .object:
            return .start(try RunRequest(input, defaults), waits: try input["wait"].flag)
        default:
            throw InvalidRequest("\(UnsupportedEvent(content, function: "RedshiftUnloader", takes: taken))")
        }
    }

    private static func read(_ command: FunctionCommand, _ defaults: RequestDefaults) throws -> RedshiftUnloaderRequest
    {
        switch command.name {
        case .sweep:
            try command.refuseOptions()
            return .sweep
        case .status:
            try command.refuseOptions(otherThan: "wait")
            return .status(try command.argument.identifier)
        case .cancel:
            try command.refuseOptions()
            return .cancel(try command.argument.identifier)
        case .pause:
            try command.refuseOptions()
            return .pause(try command.argument.identifier)
        case .resume:
            try command.refuseOptions()
            return .resume(try command.argument.identifier)
        case .retry:
            try command.refuseOptions(otherThan: "present_plan", "wait")
            return .retry(
                try command.argument.identifier,
                takesPresentPlan: try command["present_plan"].flag ?? false,
                waits: try command["wait"].flag
            )
        case .backfill:
            try command.refuseOptions()
            return .backfill(try BackfillRequest(command.argument, defaults))
        }
    }
}

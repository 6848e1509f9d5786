import LambdaRuntime
import JSON
import LambdaEvents
import UTCTime

extension DMSCompletionHandlerRequest {
    private static let takes =
        "events of DMS and DataSync (from EventBridge or SNS), schedules, {\"sweep\": true}, {\"migration\": …} and {\"taskArn\": …}"

    /// Reads the text of one event: the body of an SQS message.
    ///
    /// - Throws: ``InvalidRequest`` with the expected form, or with the kind of event that it is.
    init(json: String, receivedAt: UTCTime) throws(InvalidRequest) {
        let content: UnwrappedEvent
        do throws(UnreadableEvent) {
            content = try UnwrappedEvent(text: json)
        } catch {
            throw InvalidRequest(error.description)
        }
        try self.init(content, receivedAt: receivedAt)
    }

    /// Reads one event that is already unwrapped from its envelopes.
    ///
    /// - Parameter receivedAt: the time to use for an event that contains no time.
    /// - Throws: ``InvalidRequest`` with the expected form, or with the kind of event that it is.
    init(_ content: UnwrappedEvent, receivedAt: UTCTime) throws(InvalidRequest) {
        switch content {
        case .dms(let change): self = try Self.migration(change, receivedAt)
        case .dataSync(let change): self = try Self.transfer(change, receivedAt)
        case .schedule: self = .sweep
        case .command(let command) where command.name == .sweep: self = .sweep
        case .own(let input) where input["recheck"].kind == .object: self = .check(try Self.recheck(input["recheck"]))
        case .own(let input) where input["taskArn"].kind != nil || input["migration"].kind != nil:
            self = .check(try Self.question(input))
        default:
            throw InvalidRequest(
                "\(UnsupportedEvent(content, function: "DMSCompletionHandler", takes: Self.takes))"
            )
        }
    }

    private static func migration(_ change: DMSStateChange, _ receivedAt: UTCTime) throws(InvalidRequest)
        -> DMSCompletionHandlerRequest
    {
        let what = change.eventType ?? change.eventID ?? "an event"
        let subject: CheckRequest.Subject
        switch change.subject {
        case .arn(let arn): subject = .resource(arn)
        case .identifier(let identifier): subject = .identifier(identifier)
        case .other(let resource): return .ignored("\(what) of \(resource)")
        case nil: throw InvalidRequest("this is \(what) of DMS that does not say which task it is about")
        }
        guard change.meansEnd else { return .ignored("\(what) of \(subject.name)") }
        return .check(CheckRequest(subject: subject, endedAt: change.time ?? receivedAt))
    }

    private static func transfer(
        _ change: DataSyncStateChange,
        _ receivedAt: UTCTime
    ) throws(InvalidRequest) -> DMSCompletionHandlerRequest {
        guard change.isEnd else { return .ignored("DataSync's \(change.state ?? "event without a state")") }
        guard let execution = change.executionARN else {
            throw InvalidRequest("this is an event of DataSync that does not say which execution it is about")
        }
        return .check(CheckRequest(subject: .resource(execution), endedAt: change.time ?? receivedAt))
    }

    /// Reads a caller's question about one migration.
    private static func question(_ input: JSONElement) throws(InvalidRequest) -> CheckRequest {
        do throws(JSONError) {
            // An ARN that was pasted from a console may contain blanks and line breaks.
            let arn = try input["taskArn"].ifPresent?.string.split(whereSeparator: \.isWhitespace).joined()
            let name = try input["migration"].ifPresent?.string
            let isForced = try input["force"].ifPresent?.bool
            let failsUnlessPassed = try input["failUnlessPassed"].ifPresent?.bool
            return CheckRequest(
                subject: arn.map { .resource($0) } ?? .migration(name ?? ""),
                isAsked: true,
                isForced: isForced ?? false,
                failsUnlessPassed: failsUnlessPassed ?? false
            )
        } catch {
            throw InvalidRequest("the input cannot be read: \(error)")
        }
    }

    /// Reads a message from the function to itself.
    private static func recheck(_ input: JSONElement) throws(InvalidRequest) -> CheckRequest {
        do throws(JSONError) {
            let attempt = try input["attempt"].int
            guard (0...RecheckMessage.mostAttempts).contains(attempt) else {
                throw input["attempt"].error("must be from 0 to \(RecheckMessage.mostAttempts)")
            }
            let endedAt: String? = try input["endedAt"].ifPresent?.string
            return CheckRequest(
                subject: .resource(try input["resource"].string),
                endedAt: endedAt.flatMap { UTCTime(iso8601: $0) },
                attempt: attempt,
                run: try input["run"].ifPresent?.string
            )
        } catch {
            throw InvalidRequest("the input cannot be read: \(error)")
        }
    }
}

import JSON
import UTCTime

extension HandlerRequest {
    /// Reads one event: the payload itself, the body of an SQS message, or the message of an SNS record.
    ///
    /// - Parameter receivedAt: the time of an event that does not tell its own.
    /// - Throws: ``RequestError`` that says what was expected and how the input begins.
    init(json: String, receivedAt: UTCTime) throws(RequestError) {
        try self.init(json: json, receivedAt, unwraps: true)
    }

    private init(json: String, _ receivedAt: UTCTime, unwraps: Bool) throws(RequestError) {
        let input: RequestFields
        do throws(JSONError) {
            input = RequestFields(try JSONDocument(json).root)
        } catch {
            throw RequestError("not a JSON object", json)
        }
        guard input.isObject else { throw RequestError("not a JSON object", json) }
        if unwraps, input["Type"] == "Notification", let message = input["Message"] {
            try self.init(json: message, receivedAt, unwraps: false)
        } else if input.flag("sweep") == true || input["detail-type"] == "Scheduled Event" {
            self = .sweep
        } else if let recheck = input.fields("recheck") {
            self = .check(try Self.recheck(recheck, json))
        } else if let source = input["source"], let detailType = input["detail-type"] {
            self = try Self.eventBridge(input, source, detailType, json, receivedAt)
        } else if let message = SubscriptionMessage(input) {
            self = Self.subscription(message, receivedAt)
        } else if input["taskArn"] != nil || input["migration"] != nil {
            self = .check(Self.manual(input))
        } else {
            throw RequestError(
                "neither an event of DMS or DataSync, nor a schedule, nor {\"migration\": …} or {\"taskArn\": …}",
                json
            )
        }
    }

    private static func eventBridge(
        _ input: RequestFields,
        _ source: String,
        _ detailType: String,
        _ json: String,
        _ receivedAt: UTCTime
    ) throws(RequestError) -> HandlerRequest {
        guard ["aws.dms", "aws.datasync"].contains(source) else {
            throw RequestError(
                "this is an event of \(source); DMSCompletionHandler takes those of DMS and DataSync",
                json
            )
        }
        let isExecution = source == "aws.datasync"
        let marks = isExecution ? [":task/"] : [":task:", ":replication-config:"]
        let resources = input.texts("resources")
        guard let resource = resources.first(where: { arn in marks.contains { arn.contains($0) } }) else {
            // Events of instances and endpoints come from the same sources.
            if let other = resources.first { return .ignored("\(detailType) of \(other)") }
            throw RequestError("\(detailType) without the ARN of a task in its resources", json)
        }
        let detail = input.fields("detail")
        if isExecution {
            guard resource.contains("/execution/"), ["SUCCESS", "ERROR"].contains(detail?["State"]?.uppercased() ?? "")
            else { return .ignored("\(detailType): \(detail?["State"] ?? "no state")") }
        } else if DMSEventMeaning(id: detail?["eventId"], type: detail?["eventType"]) == .notAnEnd {
            return .ignored("\(detailType): \(detail?["eventType"] ?? detail?["eventId"] ?? "")")
        }
        let endedAt = input["time"].flatMap { UTCTime(iso8601: $0) } ?? receivedAt
        return .check(CheckRequest(subject: .resource(resource), endedAt: endedAt))
    }

    private static func subscription(_ message: SubscriptionMessage, _ receivedAt: UTCTime) -> HandlerRequest {
        guard DMSEventMeaning(id: message.eventID, type: nil) == .ended else {
            return .ignored("the SNS message \(message.eventID ?? "") of \(message.identifier)")
        }
        return .check(CheckRequest(subject: .identifier(message.identifier), endedAt: message.time ?? receivedAt))
    }

    private static func manual(_ input: RequestFields) -> CheckRequest {
        CheckRequest(
            subject: input["taskArn"].map { .resource($0) } ?? .migration(input["migration"] ?? ""),
            isAsked: true,
            isForced: input.flag("force") ?? false,
            failsUnlessPassed: input.flag("failUnlessPassed") ?? false
        )
    }

    private static func recheck(_ recheck: RequestFields, _ json: String) throws(RequestError) -> CheckRequest {
        guard let resource = recheck["resource"], let attempt = recheck.integer("attempt") else {
            throw RequestError("a recheck without \"resource\" and \"attempt\"", json)
        }
        guard (0...RecheckMessage.mostAttempts).contains(attempt) else {
            throw RequestError("attempt \(attempt) of a recheck", json)
        }
        return CheckRequest(
            subject: .resource(resource),
            endedAt: recheck["endedAt"].flatMap { UTCTime(iso8601: $0) },
            attempt: attempt,
            run: recheck["run"]
        )
    }
}

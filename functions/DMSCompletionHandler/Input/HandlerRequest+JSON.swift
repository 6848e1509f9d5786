import JSON
import LambdaEvents
import UTCTime

extension HandlerRequest {
    /// Reads one event: the payload itself, the body of an SQS message, or the message of an SNS record.
    ///
    /// - Throws: ``RequestError`` that says what was expected and how the input begins.
    init(json: String) throws(RequestError) { try self.init(json: json, unwraps: true) }

    private init(json: String, unwraps: Bool) throws(RequestError) {
        let shape: InputShape
        do {
            shape = try JSONDocument(json).decode(InputShape.self)
        } catch {
            throw RequestError("not a JSON object", json)
        }
        if unwraps, shape.type == "Notification", let message = shape.message {
            try self.init(json: message, unwraps: false)
        } else if shape.sweep == true || shape.detailType == "Scheduled Event" {
            self = .sweep
        } else if let recheck = shape.recheck {
            self = .check(try Self.recheck(recheck, json))
        } else if let source = shape.source, let detailType = shape.detailType {
            self = try Self.eventBridge(shape, source, detailType, json)
        } else if let identifier = shape.sourceId ?? shape.sourceIdLegacy,
            shape.eventId != nil || shape.eventMessage != nil
        {
            self = Self.legacy(shape, identifier)
        } else if shape.taskArn != nil || shape.migration != nil {
            self = .check(Self.manual(shape))
        } else {
            throw RequestError(
                "neither an event of DMS or DataSync, nor a schedule, nor {\"migration\": …} or {\"taskArn\": …}",
                json
            )
        }
    }

    private static func eventBridge(
        _ shape: InputShape,
        _ source: String,
        _ detailType: String,
        _ json: String
    ) throws(RequestError) -> HandlerRequest {
        guard ["aws.dms", "aws.datasync"].contains(source) else {
            throw RequestError("an event of \(source), which is not for this function", json)
        }
        let isExecution = source == "aws.datasync"
        let marks = isExecution ? [":task/"] : [":task:", ":replication-config:"]
        let resources = shape.resources ?? []
        guard let resource = resources.first(where: { arn in marks.contains { arn.contains($0) } }) else {
            // Events of instances and endpoints come from the same sources.
            guard resources.isEmpty else { return .ignored("\(detailType) of \(resources[0])") }
            throw RequestError("\(detailType) without the ARN of a task in its resources", json)
        }
        let detail = shape.detail
        if isExecution {
            guard resource.contains("/execution/"), ["SUCCESS", "ERROR"].contains(detail?.state?.uppercased() ?? "")
            else { return .ignored("\(detailType): \(detail?.state ?? "no state")") }
        } else if DMSEventMeaning(id: detail?.eventId, type: detail?.eventType) == .notAnEnd {
            return .ignored("\(detailType): \(detail?.eventType ?? detail?.eventId ?? "")")
        }
        return .check(
            CheckRequest(subject: .resource(resource), endedAt: shape.time.flatMap { UTCTime(iso8601: $0) } ?? .now())
        )
    }

    private static func legacy(_ shape: InputShape, _ identifier: String) -> HandlerRequest {
        guard DMSEventMeaning(id: shape.eventId, type: nil) == .ended else {
            return .ignored("the SNS message \(shape.eventId ?? "") of \(identifier)")
        }
        return .check(CheckRequest(subject: .identifier(identifier), endedAt: shape.eventTime.flatMap(time) ?? .now()))
    }

    /// `2026-11-21 02:00:00.123` in the SNS messages: no zone, which is UTC.
    private static func time(_ text: String) -> UTCTime? {
        let iso = text.split(separator: " ").joined(separator: "T")
        return UTCTime(iso8601: iso) ?? UTCTime(iso8601: iso + "Z")
    }

    private static func manual(_ shape: InputShape) -> CheckRequest {
        CheckRequest(
            subject: shape.taskArn.map { .resource($0) } ?? .migration(shape.migration ?? ""),
            isAgain: shape.again ?? false,
            failsUnlessPassed: shape.failUnlessPassed ?? false
        )
    }

    private static func recheck(_ recheck: RecheckMessage, _ json: String) throws(RequestError) -> CheckRequest {
        guard recheck.attempt >= 0, recheck.attempt <= 1000 else {
            throw RequestError("attempt \(recheck.attempt) of a recheck", json)
        }
        return CheckRequest(
            subject: .resource(recheck.resource),
            endedAt: recheck.endedAt.flatMap { UTCTime(iso8601: $0) },
            attempt: recheck.attempt,
            run: recheck.run
        )
    }
}

/// All members of all shapes; a shape is told by which are there.
private struct InputShape: Decodable {
    struct Detail: Decodable {
        let eventId: String?
        let eventType: String?
        let state: String?

        enum CodingKeys: String, CodingKey {
            case eventId, eventType
            case state = "State"
        }
    }

    let type: String?
    let message: String?
    let source: String?
    let detailType: String?
    let time: String?
    let resources: [String]?
    let detail: Detail?
    let sourceId: String?
    let sourceIdLegacy: String?
    let eventId: String?
    let eventTime: String?
    let eventMessage: String?
    let sweep: Bool?
    let taskArn: String?
    let migration: String?
    let again: Bool?
    let failUnlessPassed: Bool?
    let recheck: RecheckMessage?

    enum CodingKeys: String, CodingKey {
        case type = "Type"
        case message = "Message"
        case source
        case detailType = "detail-type"
        case time, resources, detail
        case sourceId = "SourceId"
        case sourceIdLegacy = "Source ID"
        case eventId = "Event ID"
        case eventTime = "Event Time"
        case eventMessage = "Event Message"
        case sweep, taskArn, migration, again, failUnlessPassed, recheck
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        // A foreign message may use the same names for something else; the schedule's detail is a string.
        func value<Value: Decodable>(_ key: CodingKeys, _ type: Value.Type = Value.self) -> Value? {
            (try? container.decodeIfPresent(type, forKey: key)) ?? nil
        }
        type = value(.type)
        message = value(.message)
        source = value(.source)
        detailType = value(.detailType)
        time = value(.time)
        resources = value(.resources)
        detail = value(.detail)
        sourceId = value(.sourceId)
        sourceIdLegacy = value(.sourceIdLegacy)
        eventId = value(.eventId)
        eventTime = value(.eventTime)
        eventMessage = value(.eventMessage)
        sweep = value(.sweep)
        taskArn = value(.taskArn)
        migration = value(.migration)
        again = value(.again)
        failUnlessPassed = value(.failUnlessPassed)
        recheck = value(.recheck)
    }
}

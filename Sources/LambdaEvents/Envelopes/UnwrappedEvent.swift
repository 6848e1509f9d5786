import FormEncoding
public import JSON

/// The content of one event, without the envelopes of SQS, SNS and EventBridge: a change that a service reports, or a
/// command.
public enum UnwrappedEvent: Sendable {
    /// Changes of S3 objects, reported by S3's notifications or by EventBridge.
    ///
    /// `unreadable` is the error of the first record that could not be read; the other records are in the list.
    case s3([S3ObjectEvent], unreadable: UnreadableEvent?)
    /// The test event that S3 sends when a notification is configured. It only needs to be acknowledged.
    case s3TestEvent(bucket: String)
    /// GuardDuty Malware Protection has scanned an S3 object.
    case malwareScan(MalwareScanResult)
    /// A change of a DMS task or a serverless replication, reported by EventBridge or SNS.
    case dms(DMSStateChange)
    case dataSync(DataSyncStateChange)
    case glueJob(GlueJobStateChange)
    case glueCrawler(GlueCrawlerStateChange)
    case redshiftStatement(RedshiftStatementStatusChange)
    /// The event of a schedule that has no configured input. EventBridge rules and EventBridge Scheduler send it.
    case schedule(ScheduledEvent)
    /// A command, such as `{"sweep": true}` or `{"status": …}`.
    case command(FunctionCommand)
    /// An event of EventBridge of any other kind.
    case eventBridge(EventBridgeEnvelope)
    /// An event of another AWS service that no function here accepts. The text names the event: "an API Gateway
    /// request".
    case foreign(String)
    /// Anything else: the function's own input.
    case own(JSONElement)

    /// Reads the body of a queue's message, or another text that contains one event.
    ///
    /// - Throws: ``UnreadableEvent`` for text that is not JSON, or without a member that every event of its kind has.
    public init(text: String) throws(UnreadableEvent) {
        do throws(JSONError) {
            try self.init(JSONDocument(text).root)
        } catch {
            throw UnreadableEvent(error, text)
        }
    }

    /// Reads one event, with or without envelopes.
    init(_ event: JSONElement) throws(JSONError) {
        guard event.kind == .object else {
            self = .own(event)
            return
        }
        // The members that are there say what the event is. A foreign event may use the same names for something else,
        // so this test never throws; reading throws, once the kind of event is known.
        if event.text("Type") == "Notification", event["Message"].kind == .string {
            try self.init(notification: event)
        } else if Self.areOfS3(event["Records"]) {
            self = try Self.notifications(event["Records"])
        } else if event["s3"].kind == .object, event["eventName"].kind == .string {
            // One record of a notification: a state machine's Map or a pipe's template takes the list apart.
            self = .s3([try S3ObjectEvent(notification: event)], unreadable: nil)
        } else if event.text("Event") == "s3:TestEvent" {
            self = .s3TestEvent(bucket: event.text("Bucket") ?? "")
        } else if event["detail-type"].kind == .string, event["source"].kind == .string {
            self = try Self.event(EventBridgeEnvelope(event))
        } else if let change = DMSStateChange(notification: event) {
            self = .dms(change)
        } else if let origin = ForeignEventName.name(of: event) {
            self = .foreign(origin)
        } else if let command = try FunctionCommand(event) {
            self = .command(command)
        } else {
            self = .own(event)
        }
    }

    /// Returns `true` when a list contains an S3 record. All records are checked, because the first one may be
    /// unreadable.
    private static func areOfS3(_ records: JSONElement) -> Bool {
        guard records.kind == .array else { return false }
        return records[0]["s3"].kind == .object
            || ((try? records.array)?.contains { $0["s3"].kind == .object } ?? false)
    }

    /// Reads an SNS message, which has its content as a text in `Message`. An SNS message inside an SNS message is an
    /// error.
    init(notification: JSONElement) throws(JSONError) {
        let message = try notification["Message"].embedded.root
        guard message.text("Type") != "Notification" else {
            throw message.error("is an SNS message inside another one")
        }
        try self.init(message)
    }

    private static func notifications(_ records: JSONElement) throws(JSONError) -> UnwrappedEvent {
        var events: [S3ObjectEvent] = []
        var problem: JSONError?
        for record in try records.array {
            do throws(JSONError) {
                events.append(try S3ObjectEvent(notification: record))
            } catch {
                problem = problem ?? error
            }
        }
        if events.isEmpty, let problem { throw problem }
        return .s3(events, unreadable: problem.map { UnreadableEvent($0) })
    }

    private static func event(_ event: EventBridgeEnvelope) throws(JSONError) -> UnwrappedEvent {
        switch (event.source, event.detailType) {
        case ("aws.s3", let type) where type.hasPrefix("Object "):
            return .s3([try S3ObjectEvent(eventBridge: event)], unreadable: nil)
        case ("aws.guardduty", "GuardDuty Malware Protection Object Scan Result"):
            return .malwareScan(try MalwareScanResult(event))
        case ("aws.dms", _): return .dms(DMSStateChange(event))
        case ("aws.datasync", "DataSync Task Execution State Change"): return .dataSync(DataSyncStateChange(event))
        case ("aws.glue", "Glue Job State Change"), ("aws.glue", "Glue Job Run Status"):
            return .glueJob(try GlueJobStateChange(event))
        case ("aws.glue", "Glue Crawler State Change"): return .glueCrawler(try GlueCrawlerStateChange(event))
        case ("aws.redshift-data", "Redshift Data Statement Status Change"):
            return .redshiftStatement(try RedshiftStatementStatusChange(event))
        case ("aws.scheduler", _), ("aws.events", "Scheduled Event"): return .schedule(ScheduledEvent(event))
        default: return .eventBridge(event)
        }
    }
}

extension UnwrappedEvent {
    /// A description of the event for the error about an unsupported event: "an S3 event (Object Created)".
    public var origin: String {
        switch self {
        case .s3(let events, _): "an S3 event (\(events.first?.name ?? "no record"))"
        case .s3TestEvent: "S3's test event"
        case .malwareScan: "a scan result of GuardDuty Malware Protection"
        case .dms: "an event of DMS"
        case .dataSync: "an event of DataSync"
        case .glueJob: "a state change of a Glue job"
        case .glueCrawler: "a state change of a Glue crawler"
        case .redshiftStatement: "a status change of a Redshift Data API statement"
        case .schedule: "an event of a schedule"
        case .command(let command): "the command {\"\(command.name.rawValue)\": …}"
        case .eventBridge(let event): "an EventBridge event of \(event.source) (\(event.detailType))"
        case .foreign(let name): name
        case .own(let element): element.summary
        }
    }
}

extension JSONElement {
    /// Returns the text of a member; `nil` when it is missing or not a text.
    func text(_ name: String) -> String? { try? self[name].string }

    /// Returns the text of a member; `nil` when it is missing, empty or not a text.
    func filledText(_ name: String) -> String? { text(name).flatMap { $0.isEmpty ? nil : $0 } }

    fileprivate var summary: String {
        guard kind == .object, let members = try? object else { return "JSON that is no object" }
        let names = members.prefix(5).compactMap { try? $0.name }
        guard !names.isEmpty else { return "an empty object" }
        let list = names.map { "\"\($0.cut(toBytes: 40))\"" }.joined(separator: ", ")
        return "an object with \(list)\(members.count > 5 ? " and more" : "")"
    }
}

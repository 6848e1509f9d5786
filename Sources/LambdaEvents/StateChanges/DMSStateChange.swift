import JSON
import TextSearch
public import UTCTime

/// An event about a DMS task, a serverless replication, or a resource that these use.
/// https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Events.html
public struct DMSStateChange: Sendable, Equatable {
    public enum Subject: Sendable, Equatable {
        /// The ARN of a task or a replication config, from an EventBridge event.
        case arn(String)
        /// A task's identifier in lower case, from an SNS message of DMS. Such a message has no ARN.
        case identifier(String)
        /// The name of another resource: an instance, an endpoint, a subnet group.
        case other(String)
    }

    /// The resource that the event is about; `nil` when the event names no resource.
    public let subject: Subject?
    /// The event's id such as `DMS-EVENT-0079`, without the text that SNS messages have around it.
    public let eventID: String?
    /// The event's type, such as `REPLICATION_TASK_STOPPED`. Only EventBridge sends it.
    public let eventType: String?
    public let message: String?
    public let time: UTCTime?

    init(_ event: EventBridgeEnvelope) {
        let detail = event.detail
        let tasks = [":task:", ":replication-config:"]
        if let task = event.resources.first(where: { arn in tasks.contains { arn.contains(text: $0) } }) {
            subject = .arn(task)
        } else {
            subject = event.resources.first.map { .other($0) }
        }
        eventID = detail.text("eventId").flatMap(Self.plainID)
        eventType = detail.filledText("eventType")
        message = detail.filledText("detailMessage")
        time = event.time
    }

    /// `true` when the event can mean the end of a load: stopped or failed. An event without a kind counts too, because
    /// a check costs little and a missed end costs much.
    public var meansEnd: Bool {
        if let eventID, ["DMS-EVENT-0078", "DMS-EVENT-0079"].contains(eventID) { return true }
        if let type = eventType?.uppercased() {
            return ["_STOPPED", "_FAILED", "_FAILURE", "_COMPLETED", "_FINISHED"].contains { type.hasSuffix($0) }
        }
        return eventID == nil
    }

    /// Reads an event id such as `DMS-EVENT-0079` from the text around it. For another kind of id, it returns the text
    /// after the `#` of a link, without white space.
    private static func plainID(_ text: String) -> String? {
        let prefix = "DMS-EVENT-"
        let capitals = String(decoding: text.utf8.map { (0x61...0x7A).contains($0) ? $0 - 0x20 : $0 }, as: UTF8.self)
        if let start = capitals.firstRange(ofText: prefix)?.lowerBound {
            let rest = capitals[start...].utf8.dropFirst(prefix.utf8.count).prefix { (0x30...0x39).contains($0) }
            if !rest.isEmpty { return prefix + String(decoding: rest, as: UTF8.self) }
        }
        let last = text.utf8.split(separator: UInt8(ascii: "#")).last
        let id: [UInt8] = last.map { part in part.filter { $0 > 0x20 } } ?? []
        return id.isEmpty ? nil : String(decoding: id, as: UTF8.self).uppercased()
    }
}

extension DMSStateChange {
    /// Reads a message of a DMS event subscription, as SNS delivers it. Such messages have several forms: the
    /// identifier is in `SourceId`, or only in `Identifier Link` after a line break, and names and values may have
    /// white space around them.
    ///
    /// - Returns: `nil` for an object that is not such a message. RDS sends messages with the same names.
    init?(notification event: JSONElement) {
        guard let fields = NotificationFields(event) else { return nil }
        let id = fields["eventid"].flatMap(Self.plainID)
        let source = fields["eventsource"]?.lowercased()
        guard id?.hasPrefix("DMS-") ?? source?.hasPrefix("replication") ?? (source == nil && fields.identifier != nil),
            id != nil || fields["eventmessage"] != nil
        else { return nil }
        let isTask = source.map { ["replication-task", "replication", "replication-config"].contains($0) } ?? true
        subject = fields.identifier.map { isTask ? .identifier($0) : .other($0) }
        eventID = id
        eventType = nil
        message = fields["eventmessage"]
        time = (fields["eventtime"] ?? fields["notificationtime"]).flatMap(Self.time)
    }

    /// Reads a time such as `2026-11-21 02:00:00.123`. It has no time zone and is UTC.
    private static func time(_ text: String) -> UTCTime? {
        let iso = text.split(separator: " ").joined(separator: "T")
        return UTCTime(iso8601: iso) ?? UTCTime(iso8601: iso + "Z")
    }
}

/// The texts in a message of an event subscription, by name. The names are in lower case and have no white space.
private struct NotificationFields {
    private var texts: [String: String] = [:]

    init?(_ event: JSONElement) {
        guard let members = try? event.object else { return nil }
        for member in members {
            guard let name = try? member.name, let text = try? member.value.string else { continue }
            texts[name.lowercased().filter { !$0.isWhitespace }] = text.trimmed
        }
        guard texts["eventid"] != nil || texts["eventmessage"] != nil else { return nil }
    }

    subscript(name: String) -> String? { texts[name].flatMap { $0.isEmpty ? nil : $0 } }

    var identifier: String? {
        let named = self["sourceid"] ?? self["sourceidentifier"]
        if let id = named.flatMap({ Self.identifier(atStartOf: $0[...]) }) { return id }
        return self["identifierlink"].flatMap(Self.identifier)
    }

    /// Reads an identifier of letters, digits and hyphens, without the other text that a mail or a page puts around it.
    /// https://docs.aws.amazon.com/dms/latest/APIReference/API_CreateReplicationTask.html
    private static func identifier(atStartOf text: Substring) -> String? {
        let name = text.drop { $0.isWhitespace || $0 == "\"" || $0 == "'" }.utf8.prefix { byte in
            (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20) || byte == UInt8(ascii: "-")
                || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".")
        }
        return name.isEmpty ? nil : String(decoding: name, as: UTF8.self).lowercased()
    }

    /// Reads the identifier in a link such as `https://…#tasks:ids=NAME\nSourceId: NAME `.
    private static func identifier(inLink link: String) -> String? {
        for mark in ["SourceId", "Source ID", "Sourceid", "sourceId"] {
            guard let range = link.firstRange(ofText: mark) else { continue }
            let rest = link[range.upperBound...].drop { $0.isWhitespace }
            guard rest.first == ":" || rest.first == "=" else { continue }
            if let name = identifier(atStartOf: rest.dropFirst()) { return name }
        }
        for mark in ["ids=", "ids%3D", "ids&#61;", "taskDetails/", "replicationDetails/"] {
            guard let range = link.firstRange(ofText: mark) else { continue }
            if let name = identifier(atStartOf: link[range.upperBound...]) { return name }
        }
        return nil
    }
}

extension String {
    fileprivate var trimmed: String {
        var text = self[...]
        while let first = text.first, first.isWhitespace { text.removeFirst() }
        while let last = text.last, last.isWhitespace { text.removeLast() }
        return String(text)
    }
}

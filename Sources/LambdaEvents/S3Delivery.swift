import FormEncoding
import FoundationEssentials

/// What one message about S3 says: read from any of the shapes in which S3's events reach a queue.
public enum S3Delivery: Sendable, Equatable {
    case events([S3ObjectEvent])
    /// Some of the records, and what is wrong with the first that cannot be read: its neighbours need not wait for it.
    case partly([S3ObjectEvent], S3DeliveryError)
    /// S3 sends this when a notification is configured. There is nothing to do but to acknowledge it.
    case testEvent(bucket: String)

    /// Reads a message body: S3's own notification, the same inside an SNS envelope, or an EventBridge event.
    ///
    /// - Throws: ``S3DeliveryError`` that says what was expected and how the body begins.
    public init(messageBody body: String) throws(S3DeliveryError) {
        try self.init(body, unwrapsNotification: true)
    }

    private init(_ body: String, unwrapsNotification: Bool) throws(S3DeliveryError) {
        let envelope: Envelope
        do {
            envelope = try Self.decoder.decode(Envelope.self, from: Data(body.utf8))
        } catch {
            throw S3DeliveryError(Self.reason(error), body: body)
        }
        switch envelope {
        case .notification(let message) where unwrapsNotification: try self.init(message, unwrapsNotification: false)
        case .s3(let records): self = try Self.delivery(of: records, body)
        case .testEvent(let bucket): self = .testEvent(bucket: bucket)
        case .eventBridge(let event) where !event.key.isEmpty: self = .events([event])
        case .notification, .unknown, .eventBridge:
            throw S3DeliveryError(
                "neither an S3 notification, nor one in an SNS envelope, nor an S3 event of EventBridge",
                body: body
            )
        }
    }

    private static let decoder = JSONDecoder()

    private static func delivery(of records: [RecordOrReason], _ body: String) throws(S3DeliveryError) -> S3Delivery {
        guard !records.isEmpty else { throw S3DeliveryError("a notification with no records", body: body) }
        var events: [S3ObjectEvent] = []
        var problem: S3DeliveryError?
        for record in records {
            do {
                events.append(try event(record, body))
            } catch {
                problem = problem ?? error
            }
        }
        guard let problem else { return .events(events) }
        guard !events.isEmpty else { throw problem }
        return .partly(events, problem)
    }

    private static func event(_ record: RecordOrReason, _ body: String) throws(S3DeliveryError) -> S3ObjectEvent {
        let record = try record.record(body)
        guard record.eventVersion.hasPrefix("2.") else {
            throw S3DeliveryError("event version \(record.eventVersion), expected 2.x", body: body)
        }
        guard let key = formDecoded(record.s3.object.key), !key.isEmpty else {
            throw S3DeliveryError("a key is empty, or not form-encoded UTF-8", body: body)
        }
        return record.event(key: key)
    }

    fileprivate static func reason(_ error: any Error) -> String {
        switch error {
        case DecodingError.keyNotFound(let key, let context):
            let path = (context.codingPath.map(\.stringValue) + [key.stringValue]).joined(separator: ".")
            return "\(path) is missing"
        case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context):
            return "\(context.codingPath.map(\.stringValue).joined(separator: ".")) is of another type than expected"
        default: return "not JSON"
        }
    }
}

/// A message that is not about S3, or not in a way we know.
public struct S3DeliveryError: Error, Sendable, Equatable, CustomStringConvertible {
    public let description: String

    init(_ reason: String, body: String) {
        description = "the message cannot be read as an S3 event (\(reason)); it begins: \(body.prefix(200))"
    }
}

/// The shapes, told apart by the members that are there.
private enum Envelope: Decodable {
    case notification(message: String)
    case s3([RecordOrReason])
    case testEvent(bucket: String)
    case eventBridge(S3ObjectEvent)
    case unknown

    private enum CodingKeys: String, CodingKey {
        case type = "Type"
        case message = "Message"
        case records = "Records"
        case event = "Event"
        case bucket = "Bucket"
        case source, detail, region, time
        case detailType = "detail-type"
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        // A foreign message may use the same names for something else: only what identifies a shape may be strict. And
        // most names are absent from any one shape: `decode` would make an error of each, at ten times the cost.
        func text(_ key: CodingKeys) -> String? { (try? container.decodeIfPresent(String.self, forKey: key)) ?? nil }

        if text(.type) == "Notification", let message = text(.message) {
            self = .notification(message: message)
        } else if let records = try container.decodeIfPresent([RecordOrReason].self, forKey: .records) {
            self = .s3(records)
        } else if text(.event) == "s3:TestEvent" {
            self = .testEvent(bucket: text(.bucket) ?? "")
        } else if text(.source) == "aws.s3", let type = text(.detailType) {
            let detail = try container.decode(EventBridgeDetail.self, forKey: .detail)
            self = .eventBridge(detail.event(type: type, region: text(.region), time: text(.time)))
        } else {
            self = .unknown
        }
    }
}

/// A record, or why it is none.
private enum RecordOrReason: Decodable {
    case read(S3Record)
    case unreadable(String)

    init(from decoder: any Decoder) throws {
        do {
            self = .read(try S3Record(from: decoder))
        } catch {
            self = .unreadable(S3Delivery.reason(error))
        }
    }

    func record(_ body: String) throws(S3DeliveryError) -> S3Record {
        switch self {
        case .read(let record): return record
        case .unreadable(let reason): throw S3DeliveryError(reason, body: body)
        }
    }
}

/// https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
private struct S3Record: Decodable {
    struct S3: Decodable {
        struct Bucket: Decodable { let name: String }
        struct Object: Decodable {
            let key: String
            let size: Int64?
            let eTag: String?
            let versionId: String?
            let sequencer: String?
        }
        let bucket: Bucket
        let object: Object
    }

    let eventVersion: String
    let eventName: String
    let awsRegion: String?
    let eventTime: String?
    let userIdentity: Identity?
    let s3: S3

    struct Identity: Decodable { let principalId: String? }

    func event(key: String) -> S3ObjectEvent {
        let name = eventName.hasPrefix("s3:") ? String(eventName.dropFirst(3)) : eventName
        let family = name.prefix { $0 != ":" }
        return S3ObjectEvent(
            kind: S3ObjectEvent.Kind(rawValue: String(family)) ?? .other,
            name: name,
            bucket: s3.bucket.name,
            key: key,
            size: s3.object.size,
            etag: s3.object.eTag.map(unquoted),
            versionID: s3.object.versionId.flatMap { $0.isEmpty ? nil : $0 },
            sequencer: s3.object.sequencer,
            region: awsRegion,
            time: eventTime,
            principalID: userIdentity?.principalId
        )
    }
}

/// https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html; here keys are not encoded.
private struct EventBridgeDetail: Decodable {
    struct Bucket: Decodable { let name: String }
    struct Object: Decodable {
        let key: String
        let size: Int64?
        let etag: String?
        let versionID: String?
        let sequencer: String?

        enum CodingKeys: String, CodingKey {
            case key, size, etag, sequencer
            case versionID = "version-id"
        }
    }

    let bucket: Bucket
    let object: Object

    func event(type: String, region: String?, time: String?) -> S3ObjectEvent {
        let kind: S3ObjectEvent.Kind =
            switch type {
            case "Object Created": .created
            case "Object Deleted": .removed
            case "Object Restore Completed", "Object Restore Initiated", "Object Restore Expired": .restored
            case "Object Tags Added", "Object Tags Deleted": .taggingChanged
            case "Object ACL Updated": .aclChanged
            default: .other
            }
        return S3ObjectEvent(
            kind: kind,
            name: type,
            bucket: bucket.name,
            key: object.key,
            size: object.size,
            etag: object.etag.map(unquoted),
            versionID: object.versionID.flatMap { $0.isEmpty ? nil : $0 },
            sequencer: object.sequencer,
            region: region,
            time: time
        )
    }
}

private func unquoted(_ etag: String) -> String {
    etag.count >= 2 && etag.hasPrefix("\"") && etag.hasSuffix("\"") ? String(etag.dropFirst().dropLast()) : etag
}

import JSON

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
        do throws(JSONError) {
            let document = try JSONDocument(body)
            guard let delivery = try Self(document.root, body: body, unwrapsNotification: true) else {
                throw document.root.error(
                    "is neither an S3 notification, nor one in an SNS envelope, nor an S3 event of EventBridge"
                )
            }
            self = delivery
        } catch {
            throw S3DeliveryError(error, body: body)
        }
    }

    /// Tells the shapes apart by the members that are there. A foreign message may use the same names for something
    /// else: only what identifies a shape may be strict.
    ///
    /// - Returns: `nil` for a shape that is not about S3.
    private init?(_ message: JSONElement, body: String, unwrapsNotification: Bool) throws(JSONError) {
        _ = try message.object
        if Self.text(message["Type"]) == "Notification", message["Message"].kind == .string {
            guard unwrapsNotification else { return nil }
            let inner = try message["Message"].embedded.root
            guard let delivery = try Self(inner, body: body, unwrapsNotification: false) else { return nil }
            self = delivery
        } else if let records = message["Records"].ifPresent {
            try self.init(records: records, body: body)
        } else if Self.text(message["Event"]) == "s3:TestEvent" {
            self = .testEvent(bucket: Self.text(message["Bucket"]) ?? "")
        } else if Self.text(message["source"]) == "aws.s3", message["detail-type"].kind == .string {
            self = .events([try S3ObjectEvent(eventBridge: EventBridgeEnvelope(message))])
        } else {
            return nil
        }
    }

    private init(records: JSONElement, body: String) throws(JSONError) {
        var events: [S3ObjectEvent] = []
        var problem: JSONError?
        for record in try records.array {
            do throws(JSONError) {
                events.append(try S3ObjectEvent(notification: record))
            } catch {
                problem = problem ?? error
            }
        }
        if events.isEmpty { throw problem ?? records.error("of the notification are none") }
        self = problem.map { .partly(events, S3DeliveryError($0, body: body)) } ?? .events(events)
    }

    private static func text(_ element: JSONElement) -> String? { try? element.string }
}

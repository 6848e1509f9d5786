import JSON

/// A message that is not about S3, or not in a way we know.
public struct S3DeliveryError: Error, Sendable, Equatable, CustomStringConvertible {
    public let description: String

    init(_ reason: JSONError, body: String) {
        description = "the message cannot be read as an S3 event (\(reason)); it begins: \(body.prefix(200))"
    }
}

import FormEncoding
import JSON

/// An event that cannot be read: what was expected, and how the event begins.
public struct EventError: Error, Sendable, Equatable, CustomStringConvertible {
    public let description: String

    init(_ reason: JSONError, _ text: String) {
        description = "the event cannot be read (\(reason)); it begins: \(text.cut(toBytes: 200))"
    }

    init(_ reason: JSONError, _ payload: [UInt8]) {
        self.init(reason, String(decoding: payload.prefix(400), as: UTF8.self))
    }

    init(_ reason: JSONError) { description = "a record of the event cannot be read (\(reason))" }
}

import FormEncoding
import JSON

/// The error for an event that cannot be read.
public struct UnreadableEvent: Error, Sendable, Equatable, CustomStringConvertible {
    /// The sentence that names the member and what was expected there. It quotes no value, so it may be logged also by a
    /// function whose events hold secrets.
    public let reason: String
    /// The reason, and the event's first 200 bytes where an event is read as a whole.
    public let description: String

    init(_ reason: JSONError, _ text: String) {
        self.reason = "the event cannot be read (\(reason))"
        description = "\(self.reason); it begins: \(text.cut(toBytes: 200))"
    }

    init(_ reason: JSONError, _ payload: [UInt8]) {
        self.init(reason, String(decoding: payload.prefix(400), as: UTF8.self))
    }

    init(_ reason: JSONError) {
        self.reason = "a record of the event cannot be read (\(reason))"
        description = self.reason
    }
}

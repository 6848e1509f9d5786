import FormEncoding
import JSON

/// The error for an event that cannot be read.
public struct UnreadableEvent: Error, Sendable, Equatable, CustomStringConvertible {
    /// The sentence that names the wrong member and the value expected there. It quotes no value, so that a function
    /// with secrets in its events may log it, too.
    public let reason: String
    /// The reason. For an event that is read as a whole, it also has the event's first 200 bytes.
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

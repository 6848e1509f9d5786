import JSON
import FormEncoding
public import Logging
import UTCTime

/// Writes the log records of swift-log in one of the two formats that Lambda's log service reads, text or JSON. In
/// JSON, each line is one object, with `timestamp` and `level` first.
public struct LambdaLogHandler: LogHandler {
    public var logLevel: Logger.Level
    public var metadata: Logger.Metadata = [:]
    public var metadataProvider: Logger.MetadataProvider?

    private let format: LogConfiguration.Format
    private let output: LineOutput
    /// The request id of the invocation that the lines belong to. It is not in ``metadata``, because the first
    /// dictionary there costs a tenth of a start's instructions, and most starts log nothing.
    private var requestID: String?

    public init(_ configuration: LogConfiguration, output: LineOutput) {
        logLevel = configuration.level
        format = configuration.format
        self.output = output
    }

    /// Returns the handler of one invocation, which adds the field `requestId` to each line.
    func of(requestID: String) -> LambdaLogHandler {
        var handler = self
        handler.requestID = requestID
        return handler
    }

    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    public func log(event: LogEvent) {
        var fields = metadata
        if let requestID { fields["requestId"] = .string(requestID) }
        if let provided = metadataProvider?.get() { fields.merge(provided) { _, new in new } }
        if let own = event.metadata { fields.merge(own) { _, new in new } }
        if let error = event.error {
            let report = ErrorReport(error)
            fields["errorType"] = "\(report.type)"
            fields["errorMessage"] = "\(report.message)"
        }
        let timestamp = UTCTime.now().rfc3339
        switch format {
        case .json: output.line(json(timestamp, event.level, event.message, fields))
        case .text: output.line(text(timestamp, event.level, event.message, fields))
        }
    }

    private func json(
        _ timestamp: String,
        _ level: Logger.Level,
        _ message: Logger.Message,
        _ fields: Logger.Metadata
    ) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("timestamp", timestamp)
        writer.member("level", level.lambdaName)
        writer.member("message", message.description.cut(toBytes: LogLineEscaping.longest))
        for (key, value) in fields.sorted(by: { $0.key < $1.key }) {
            // A second member of the same name would make the object ambiguous, and Lambda drops such a line's level.
            let isTaken = key == "timestamp" || key == "level" || key == "message"
            writer.key(isTaken ? "metadata.\(key)" : key)
            writer.metadata(value)
        }
        writer.endObject()
        return writer.bytes
    }

    private func text(
        _ timestamp: String,
        _ level: Logger.Level,
        _ message: Logger.Message,
        _ fields: Logger.Metadata
    ) -> [UInt8] {
        var line = "\(timestamp) \(level.lambdaName) \(LogLineEscaping.message(message.description))"
        for (key, value) in fields.sorted(by: { $0.key < $1.key }) {
            line += " \(key)=\(LogLineEscaping.value(value.description))"
        }
        return Array(line.utf8)
    }
}

extension JSONWriter {
    fileprivate mutating func metadata(_ value: Logger.Metadata.Value) {
        switch value {
        case .string(let text): string(text.cut(toBytes: LogLineEscaping.longest))
        case .stringConvertible(let convertible):
            // Numbers stay numbers, so that CloudWatch Logs Insights can sum them.
            switch convertible {
            case let value as Bool: bool(value)
            case let value as Double: number(value)
            case let value as any BinaryInteger: integer(value)
            default: string(convertible.description)
            }
        case .array(let values):
            beginArray()
            for value in values { metadata(value) }
            endArray()
        case .dictionary(let members):
            beginObject()
            for (name, value) in members.sorted(by: { $0.key < $1.key }) {
                key(name)
                metadata(value)
            }
            endObject()
        }
    }
}

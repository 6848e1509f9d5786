import JSON

/// An error in the Runtime API's form: a JSON body, and a header that Lambda's log and metrics show.
struct ErrorReport: Sendable, Equatable {
    var type: String
    var message: String

    init(type: String, message: String) {
        self.type = type
        self.message = message
    }

    init(_ error: any Error) {
        if let error = error as? any LambdaError {
            self.init(type: error.errorType, message: error.errorMessage)
        } else {
            self.init(type: String(describing: Swift.type(of: error)), message: String(describing: error))
        }
    }

    /// The error as a JSON object `{"errorMessage", "errorType", "stackTrace"}`. A static executable keeps no symbols,
    /// so the trace is empty.
    var json: [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("errorMessage", message)
        writer.member("errorType", type)
        writer.key("stackTrace")
        writer.beginArray()
        writer.endArray()
        writer.endObject()
        return writer.bytes
    }

    /// The value of the header `Lambda-Runtime-Function-Error-Type`. Lambda keeps only
    /// `(Runtime|Function)\.[A-Z][a-zA-Z]+` and shows any other name as unknown, so other names are changed to that
    /// form: `Glue.WorkflowFailed` becomes `Function.GlueWorkflowFailed`.
    var headerValue: String {
        for prefix in ["Runtime.", "Function."] where type.hasPrefix(prefix) {
            let name = type.utf8.dropFirst(prefix.utf8.count)
            if let first = name.first, isUppercase(first), name.count > 1, name.allSatisfy(isLetter) { return type }
        }
        let letters = type.utf8.filter(isLetter)
        guard letters.count > 1, let first = letters.first else { return "Function.Unhandled" }
        let capital = isUppercase(first) ? first : first & 0xDF
        return "Function." + String(decoding: [capital] + letters.dropFirst(), as: UTF8.self)
    }
}

private func isUppercase(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte) }
private func isLetter(_ byte: UInt8) -> Bool { isUppercase(byte) || (0x61...0x7A).contains(byte) }

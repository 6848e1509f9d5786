import HTTPTransport
import JSON

/// The answer of an invoked function.
public enum InvocationAnswer: Sendable, Equatable {
    /// The function's result, as JSON.
    case returned([UInt8])
    /// The function failed: its error type and message, in at most 500 bytes.
    case failed(String)

    /// Reads Lambda's response; `nil` for a status that is not the answer to a synchronous invocation.
    init?(_ response: HTTPResponse) {
        guard response.status == 200 else { return nil }
        guard response.headers["X-Amz-Function-Error"] != nil else {
            self = .returned(response.body)
            return
        }
        let document = try? JSONDocument(response.body)
        let type = try? document?["errorType"].string
        let message = try? document?["errorMessage"].string
        let words = [type, message].compactMap { $0 }.joined(separator: ": ")
        self = .failed(words.isEmpty ? "it says no reason" : Self.line(words))
    }

    /// Returns the invoked function's text as one line of at most 500 bytes.
    private static func line(_ text: String) -> String {
        var line = String.UnicodeScalarView()
        var count = 0
        for scalar in text.unicodeScalars {
            count += UTF8.width(scalar)
            guard count <= 500 else { break }
            line.append(scalar.properties.generalCategory == .control ? " " : scalar)
        }
        return String(line)
    }
}

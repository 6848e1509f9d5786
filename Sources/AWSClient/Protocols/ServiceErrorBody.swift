import HTTPTransport
import JSON

/// The error in a service's answer, as far as the body describes it.
///
/// Code and message are text from outside that goes into logs: they are shortened and freed from control characters. A
/// body that is not a service error is never quoted, because a proxy may have returned the request in it, and a success
/// may contain a secret.
struct ServiceErrorBody: Sendable, Equatable {
    var code: String
    var message: String
    var requestID: String?

    init(_ response: HTTPResponse, _ wireProtocol: AWSService.WireProtocol) {
        let headers = response.headers
        let headerRequestID = headers["x-amz-request-id"] ?? headers["x-amzn-RequestId"]
        let parsed: (code: String?, message: String?, requestID: String?) =
            switch wireProtocol {
            case .json, .restJSON: Self.json(response)
            case .restXML, .query: Self.xml(response.body)
            }
        code = parsed.code.map { $0.line(cutToBytes: 128) } ?? "HTTP\(response.status)"
        let other = parsed.code == nil ? Self.summary(of: response) : ""
        message = (parsed.message ?? other).line(cutToBytes: 1_000)
        requestID = (headerRequestID ?? parsed.requestID).map { $0.line(cutToBytes: 128) }
    }

    /// Reads a JSON error: `{"__type": "prefix#Code", "message": …}`. The code may also be in the header
    /// `x-amzn-ErrorType`, followed by `:` and a URI.
    private static func json(_ response: HTTPResponse) -> (String?, String?, String?) {
        let body = try? JSONDocument(response.body)
        /// Reads one member of the body. Each is read separately, so that a member of an unexpected type does not hide
        /// the others.
        func text(_ name: String) -> String? { try? body?[name].string }
        let raw = response.headers["x-amzn-ErrorType"] ?? text("__type") ?? text("code")
        let code = raw.map { text in
            let name = text.split(separator: "#").last ?? ""
            return String(name.prefix { $0 != ":" })
        }
        return (code.flatMap { $0.isEmpty ? nil : $0 }, text("message") ?? text("Message"), nil)
    }

    /// Reads an XML error. S3 sends `<Error><Code/><Message/><RequestId/></Error>`; query services wrap it in
    /// `<ErrorResponse>` or `<Response><Errors>`.
    private static func xml(_ body: [UInt8]) -> (String?, String?, String?) {
        guard let root = XMLElement.parse(body) else { return (nil, nil, nil) }
        let error: XMLElement? = root.name == "Error" ? root : root["Error"] ?? root["Errors"]?["Error"]
        let requestID = error?.text(of: "RequestId") ?? root.text(of: "RequestId") ?? root.text(of: "RequestID")
        return (error?.text(of: "Code"), error?.text(of: "Message"), requestID)
    }

    /// Describes an unreadable answer without quoting its body. The description contains the body's type and size, and
    /// the name of the server software, which shows whether a proxy answered.
    static func summary(of response: HTTPResponse) -> String {
        let sender = response.headers["Server"].map { ", sent by \($0.line(cutToBytes: 100))" } ?? ""
        guard !response.body.isEmpty else { return "the answer has no body\(sender)" }
        let type = response.headers["Content-Type"]?.line(cutToBytes: 100) ?? "no content type"
        return "the answer is not what the service sends (\(type), \(response.body.count) bytes\(sender))"
    }
}

extension String {
    /// Returns the beginning of the text as one line of at most `limit` bytes. Control characters become spaces, and no
    /// character is split.
    func line(cutToBytes limit: Int) -> String {
        var line = String.UnicodeScalarView()
        var count = 0
        for scalar in unicodeScalars {
            count += UTF8.width(scalar)
            guard count <= limit else { break }
            line.append(scalar.properties.generalCategory == .control ? " " : scalar)
        }
        return String(line)
    }
}

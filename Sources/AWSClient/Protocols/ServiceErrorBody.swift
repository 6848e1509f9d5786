import HTTPTransport
import JSON

/// The error inside a response, as far as the body lets one find out. Whatever came, something clear comes of it.
///
/// Code and message are a peer's text that ends in logs: they are cut, and hold no control characters.
struct ServiceErrorBody: Sendable, Equatable {
    var code: String
    var message: String
    var requestID: String?

    /// - Parameter hidesBody: no part of the body but a service's own error code and message is shown: it may be a success,
    ///   with a secret or somebody's data in it.
    init(_ response: HTTPResponse, _ wireProtocol: AWSService.WireProtocol, hidesBody: Bool = false) {
        let headers = response.headers
        let headerRequestID = headers["x-amz-request-id"] ?? headers["x-amzn-RequestId"]
        let parsed: (code: String?, message: String?, requestID: String?) =
            switch wireProtocol {
            case .json, .restJSON: Self.json(response)
            case .restXML, .query: Self.xml(response.body)
            }
        code = parsed.code.map { $0.line(cutToBytes: 128) } ?? "HTTP\(response.status)"
        let other = parsed.code == nil ? (hidesBody ? Self.size(of: response) : Self.excerpt(response)) : ""
        message = (parsed.message ?? other).line(cutToBytes: 1_000)
        requestID = headerRequestID ?? parsed.requestID
    }

    /// `{"__type": "prefix#Code", "message": …}`; the code may also be in `x-amzn-ErrorType`, with a `:` and a URI behind.
    private static func json(_ response: HTTPResponse) -> (String?, String?, String?) {
        let body = try? JSONDocument(response.body)
        /// Each member for itself: one of an unexpected type does not take the others with it.
        func text(_ name: String) -> String? { try? body?[name].string }
        let raw = response.headers["x-amzn-ErrorType"] ?? text("__type") ?? text("code")
        let code = raw.map { text in
            let name = text.split(separator: "#").last ?? ""
            return String(name.prefix { $0 != ":" })
        }
        return (code.flatMap { $0.isEmpty ? nil : $0 }, text("message") ?? text("Message"), nil)
    }

    /// S3: `<Error><Code/><Message/><RequestId/></Error>`; query services wrap it in `<ErrorResponse>` or
    /// `<Response><Errors>`.
    private static func xml(_ body: [UInt8]) -> (String?, String?, String?) {
        guard let root = XMLElement.parse(body) else { return (nil, nil, nil) }
        let error: XMLElement? = root.name == "Error" ? root : root["Error"] ?? root["Errors"]?["Error"]
        let requestID = error?.text(of: "RequestId") ?? root.text(of: "RequestId") ?? root.text(of: "RequestID")
        return (error?.text(of: "Code"), error?.text(of: "Message"), requestID)
    }

    /// A proxy's HTML, a load balancer's one line, or nothing.
    private static func excerpt(_ response: HTTPResponse) -> String {
        guard !response.body.isEmpty else { return "the answer has no body" }
        let text = String(decoding: response.body.prefix(200), as: UTF8.self)
        let line = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return "the answer is not an error of the service (\(type(of: response))): \(line)"
    }

    /// An answer that nobody can read, described without a byte of it.
    static func size(of response: HTTPResponse) -> String {
        guard !response.body.isEmpty else { return "the answer has no body" }
        return "the answer is not what the service sends (\(type(of: response)), \(response.body.count) bytes)"
    }

    private static func type(of response: HTTPResponse) -> String {
        response.headers["Content-Type"]?.line(cutToBytes: 100) ?? "no content type"
    }
}

extension String {
    /// The text's beginning on one line: control characters become spaces, and no character is cut in two.
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
